/// A folder of its own for each test that runs a program on files: Criterion runs every test in
/// its own process, so the folder's name may be a static.
#ifndef LOCKSTEP_TESTS_SCRATCH_H
#define LOCKSTEP_TESTS_SCRATCH_H

#include <criterion/criterion.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char scratch_root[] = "/tmp/lockstep-test-XXXXXX";

static inline void scratch_create(void) {
    cr_assert_not_null(mkdtemp(scratch_root));
}

/// Writes a file below the folder, with the folders on its way.
static inline void scratch_write(const char *path, const char *text) {
    char full[512];
    snprintf(full, sizeof full, "%s/%s", scratch_root, path);
    for (char *slash = full + sizeof scratch_root; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(full, 0700);
        *slash = '/';
    }
    FILE *stream = fopen(full, "w");
    cr_assert_not_null(stream, "cannot write %s", full);
    fputs(text, stream);
    cr_assert_eq(fclose(stream), 0);
}

/// Runs a shell command; its output, errors included, replaces `output`, cut at the capacity.
/// Returns the exit status.
__attribute__((format(printf, 3, 4))) static inline int scratch_run(char *output, size_t capacity,
                                                                    const char *format, ...) {
    char command[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    size_t length = fread(output, 1, capacity - 1, pipe);
    output[length] = '\0';
    // A cut output must not stop the program with SIGPIPE.
    while (fgetc(pipe) != EOF)
        continue;
    return WEXITSTATUS(pclose(pipe));
}

static inline void scratch_remove(void) {
    char output[64];
    cr_assert_eq(scratch_run(output, sizeof output, "rm -r %s 2>&1", scratch_root), 0);
}

#endif
