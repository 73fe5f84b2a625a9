/// What the verbs bench and gate have in common: which variant, which best build, which machine.
#ifndef LOCKSTEP_TOOL_TIMING_H
#define LOCKSTEP_TOOL_TIMING_H

#include "tool/options.h"

#include <jansson.h>

struct tool_timing {
    struct diff_context context;
    struct diff_library best, old;
    bool has_best, has_old;
    json_t *machine;  ///< the fingerprint
    json_t *baseline; ///< NULL without --baseline
    const char *program;
};

/// Reads headers, opens libraries, takes the machine's fingerprint, makes the folder for results.
/// Where the user names no variant, the best one that this machine runs is timed: the loader would
/// pick that one too. Whether OUT/`result`, OUT/`history` (NULL: none) and all else that the
/// options name can be written is found out here (tool/targets.h). The caller frees with
/// tool_timing_close.
bool tool_timing_open(struct tool_timing *timing, const struct tool_options *options,
                      const char *result, const char *history, struct base_pool *pool,
                      struct base_diag *diag);
void tool_timing_close(struct tool_timing *timing);

#endif
