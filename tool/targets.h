/// The files that a run of bench or gate ends with.
#ifndef LOCKSTEP_TOOL_TARGETS_H
#define LOCKSTEP_TOOL_TARGETS_H

#include "tool/options.h"

/// Whether all that the run is to leave can be written: OUT/`result` (NULL: none) and OUT/`history`
/// (likewise), the JUnit file, the baseline to be saved, the job's summary. Asked before minutes
/// are spent on what they are to hold; leaves none of them behind, but makes a baseline's folder.
bool tool_targets_check(const struct tool_options *options, const char *result, const char *history,
                        struct base_pool *pool, struct base_diag *diag);

/// Where GitHub wants the job's summary ($GITHUB_STEP_SUMMARY); NULL where nobody asks for one.
const char *tool_targets_summary(const struct tool_options *options);

#endif
