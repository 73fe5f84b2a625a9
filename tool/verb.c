#include "tool/verb.h"

#include <errno.h>
#include <string.h>

int tool_verb_begin(const struct tool_verb *verb, int count, char **words,
                    struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--help") != 0 && strcmp(words[i], "-h") != 0)
            continue;
        printf("usage: %s\n\n%s\n\n", verb->usage, verb->prose);
        tool_options_help(verb->allowed, stdout);
        printf("\nexample:\n%s\n", verb->example);
        return tool_verb_end(0);
    }
    if (tool_options_parse(options, verb->allowed, count, words, pool, &diag))
        return -1;
    return tool_verb_fail(&diag);
}

int tool_verb_fail(const struct base_diag *diag) {
    fflush(stdout);
    fprintf(stderr, "%s\n", diag->text);
    return 2;
}

int tool_verb_end(int status) {
    bool has_failed = ferror(stdout) != 0;
    if (fflush(stdout) == 0 && !has_failed)
        return status;
    fprintf(stderr, "error: stdout: cannot write: %s\n", strerror(errno));
    return 2;
}
