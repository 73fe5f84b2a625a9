/// What earlier runs found: the JSON Lines that gates and reports add to OUT/history.jsonl.
///
/// Every line tells one thing of one run: a gate's cell (`gate`), a benchmark or a verdict
/// (`record`). Lines of one run stand together; a new run begins where the revision changes or a
/// thing is told again.
#ifndef LOCKSTEP_REPORT_HISTORY_H
#define LOCKSTEP_REPORT_HISTORY_H

#include "diff/results.h"

#include <jansson.h>

enum { REPORT_RUNS_MAX = 200 }; ///< the latest so many are told

struct report_run {
    const char *revision; ///< or the time where none is told
    const char *time;
    uint32_t verdicts, equal, findings, speedups;
    uint64_t cases;
    double worst_null_share; ///< the largest of its kernels; NAN without verdicts
};

/// One speed-up over the runs.
struct report_series {
    const char *kernel, *variant, *point;
    double *ratios, *lows, *highs;                   ///< one for each run; NAN where it has none
    const char **machines;                           ///< fingerprints; NULL where there is none
    uint32_t changes[REPORT_RUNS_MAX], change_count; ///< runs at which a new level begins
};

struct report_history {
    struct report_run *runs;
    uint32_t run_count;
    struct report_series *series;
    uint32_t series_count;
    uint32_t bad_lines; ///< that are not JSON, such as the rest of an interrupted one
};

/// Reads PATH; a file that is not there is an empty history. Looks for change points, too.
bool report_history_read(struct report_history **history, const char *path, struct base_pool *pool,
                         struct base_diag *diag);

struct report_sources;

/// Adds the verdicts and the speed-ups of the sources to PATH under the name of a revision; those
/// speed-ups that a gate has told already are left out.
bool report_history_record(const struct report_sources *sources, const char *revision,
                           const char *path, struct base_pool *pool, struct base_diag *diag);

/// What the charts are drawn of.
json_t *report_history_json(const struct report_history *history);

#endif
