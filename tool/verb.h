/// What every verb does at its beginning and end.
#ifndef LOCKSTEP_TOOL_VERB_H
#define LOCKSTEP_TOOL_VERB_H

#include "tool/options.h"

struct tool_verb {
    const char *usage;   ///< "lockstep diff HEADER… [options]"
    const char *prose;   ///< what it does
    const char *example; ///< one command line and what it means
    uint32_t allowed;    ///< options, of enum tool_option
};

/// Parses the words. Where the result is not −1, the verb is over with that status: --help was
/// asked for, or the words are wrong and one line said why.
int tool_verb_begin(const struct tool_verb *verb, int count, char **words,
                    struct tool_options *options, struct base_pool *pool);

/// Prints a diag on stderr and returns 2.
int tool_verb_fail(const struct base_diag *diag);

/// Writes stdout out; where that fails (a full disk), says so and returns 2, else `status`.
int tool_verb_end(int status);

#endif
