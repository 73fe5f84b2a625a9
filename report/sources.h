/// What the other verbs left in their folders, and all that a page is made of.
///
/// A page is a function of this: it holds no time of its own, no machine and no path besides those
/// that are in the results.
#ifndef LOCKSTEP_REPORT_SOURCES_H
#define LOCKSTEP_REPORT_SOURCES_H

#include "report/history.h"

#include <jansson.h>

struct report_sources {
    const struct diff_results_file *diff; ///< merged and concluded, or NULL
    const char *out;                      ///< where the findings' files are
    /// Documents of bench and gate, or NULL: of the first folder that has one.
    json_t *bench, *suite, *gate;
    json_t *profile; ///< profile/profile.json of the first folder that has one, or NULL
    struct report_history *history;
};

/// Whether any of the folders holds diff.json.
bool report_sources_have_diff(const char *const *folders, uint32_t count, struct base_pool *pool);

/// Reads bench.json, suite.json, gate.json and profile/profile.json. False with a diag where a file
/// is none of ours, or where no folder has anything, diff.json included. The caller frees the
/// documents.
bool report_sources_read(struct report_sources *sources, const char *const *folders, uint32_t count,
                         struct base_pool *pool, struct base_diag *diag);

void report_sources_free(struct report_sources *sources);

#endif
