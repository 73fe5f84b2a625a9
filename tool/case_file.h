/// A .case file with all that it takes to run it.
#ifndef LOCKSTEP_TOOL_CASE_FILE_H
#define LOCKSTEP_TOOL_CASE_FILE_H

#include "tool/options.h"

struct tool_case {
    const char *path;
    struct corpus_origin origin;
    struct tool_options options; ///< the user's, completed by what the file says
    struct diff_context context;
    struct diff_subject subject;
    struct corpus_case *one;
    uint64_t salt;
};

/// Reads a .case file, its header (--header, or the one the file names), opens the libraries
/// (--reference and --optimized, or those the file names) and reads the case. False with a diag.
bool tool_case_open(struct tool_case *opened, const char *path, const struct tool_options *options,
                    struct base_pool *pool, struct base_diag *diag);
void tool_case_close(struct tool_case *opened);

#endif
