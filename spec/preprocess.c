#include "spec/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { WORDS_MAX = 64 };

/// Splits a variable such as CC ("ccache gcc") at its blanks.
static void add_words(struct base_pool *pool, const char *text, char **words, size_t *count) {
    while (text != NULL && *text != '\0' && *count < WORDS_MAX) {
        size_t length = strcspn(text, " \t\n");
        if (length > 0)
            words[(*count)++] = base_pool_copy(pool, text, length);
        text += length + strspn(text + length, " \t\n");
    }
}

/// Makes a file that has no name, for one of the compiler's outputs.
static bool open_nameless(const char *path, int *file, struct base_diag *diag) {
    char name[] = "/tmp/lockstep-XXXXXX";
    *file = mkostemp(name, O_CLOEXEC);
    if (*file < 0)
        return base_fail_at(diag, (struct base_place){.file = path},
                            "cannot make a temporary file: %s", strerror(errno));
    unlink(name);
    return true;
}

static bool read_back(struct base_pool *pool, int file, char **text, size_t *length) {
    off_t size = lseek(file, 0, SEEK_END);
    if (size < 0 || lseek(file, 0, SEEK_SET) != 0)
        return false;
    *text = base_pool_take(pool, (size_t)size + 1);
    size_t used = 0;
    for (ssize_t got; used < (size_t)size; used += (size_t)got) {
        got = read(file, *text + used, (size_t)size - used);
        if (got <= 0)
            return false;
    }
    *length = used;
    return true;
}

/// The line that says what is wrong: the first with "error:", else the first.
static const char *first_error(struct base_pool *pool, const char *text) {
    const char *error = strstr(text, "error:");
    const char *start = error != NULL ? error : text;
    start += error != NULL ? strlen("error:") : 0;
    start += strspn(start, " ");
    return base_pool_copy(pool, start, strcspn(start, "\n"));
}

static bool run(char *const *words, int out, int messages, int *status) {
    posix_spawn_file_actions_t actions;
    pid_t child;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, messages, 2);
    int error = posix_spawnp(&child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        errno = error;
        return false;
    }
    pid_t waited;
    do
        waited = waitpid(child, status, 0);
    while (waited < 0 && errno == EINTR);
    return waited == child;
}

/// The cause is a diagnostic already: it says where and why a preprocessor was needed at all.
static void explain(struct base_diag *diag, const char *cause, const char *compiler,
                    const char *why) {
    snprintf(diag->text, sizeof diag->text, "%.1200s, but '%.200s -E' fails: %.400s", cause,
             compiler, why);
}

/// `cc -E -C -dD HEADER`: comments and #defines stay, line markers say where everything comes from.
static bool preprocess(struct base_pool *pool, const char *path, const char *cause, char **text,
                       size_t *length, struct base_diag *diag) {
    char *words[WORDS_MAX + 8], *complaint = "";
    size_t count = 0, complaint_length;
    int out = -1, messages = -1, status = 0;
    bool ok = false;
    const char *compiler = getenv("CC");
    add_words(pool, compiler != NULL && *compiler != '\0' ? compiler : "cc", words, &count);
    add_words(pool, getenv("CPPFLAGS"), words, &count);
    static const char *const fixed[] = {"-E", "-C", "-dD", "-x", "c"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        words[count++] = base_pool_copy(pool, fixed[i], strlen(fixed[i]));
    words[count++] = base_pool_copy(pool, path, strlen(path));
    words[count] = NULL;
    if (!open_nameless(path, &out, diag) || !open_nameless(path, &messages, diag))
        goto done;
    if (!run(words, out, messages, &status)) {
        explain(diag, cause, words[0], strerror(errno));
        goto done;
    }
    if (!read_back(pool, out, text, length) ||
        !read_back(pool, messages, &complaint, &complaint_length)) {
        explain(diag, cause, words[0], strerror(errno));
        goto done;
    }
    ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!ok)
        explain(diag, cause, words[0], first_error(pool, complaint));
done:
    if (out >= 0)
        close(out);
    if (messages >= 0)
        close(messages);
    return ok;
}

/// Length of `file:line:` in front of a message, 0 where it has none.
static size_t line_prefix(const char *text) {
    const char *error = strstr(text, ": error: ");
    if (error == NULL)
        return 0;
    size_t at = (size_t)(error - text);
    while (at > 0 && text[at - 1] != ':')
        at--;
    return at;
}

static bool read_preprocessed(struct base_pool *pool, const char *path, const char *user_text,
                              const char *cause, const struct spec_header **header,
                              struct base_diag *diag) {
    // A path that begins with '-' would be an option of the compiler.
    const char *name = *path == '-' ? base_pool_format(pool, "./%s", path) : path;
    char *text;
    size_t length;
    if (!preprocess(pool, name, cause, &text, &length, diag))
        return false;
    struct spec_reader reader = {.pool = pool, .diag = diag, .path = name, .is_preprocessed = true};
    if (!spec_read_text(&reader, text, length))
        return false;
    reader.header->path = path;
    reader.header->text = user_text;
    *header = reader.header;
    return true;
}

bool spec_read(struct base_pool *pool, const char *path, const struct spec_header **header,
               struct base_diag *diag) {
    char *text;
    size_t length;
    if (!base_read_file(pool, path, &text, &length, diag))
        return false;
    struct spec_reader reader = {.pool = pool, .diag = diag, .path = path};
    if (spec_read_text(&reader, text, length)) {
        *header = reader.header;
        return true;
    }
    if (!reader.needs_preprocessor && !reader.may_need_preprocessor)
        return false;
    struct base_diag own = *diag;
    if (read_preprocessed(pool, path, text, own.text, header, diag))
        return true;
    // Where both stumble over the same line, ours knows the column that the user sees.
    size_t prefix = line_prefix(own.text);
    if (!reader.needs_preprocessor && prefix > 0 && prefix == line_prefix(diag->text) &&
        strncmp(own.text, diag->text, prefix) == 0)
        *diag = own;
    return false;
}
