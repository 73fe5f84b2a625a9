/// What a profile is told as: read from what the workload and the sampler left in a folder.
#ifndef LOCKSTEP_BENCH_PROFILE_RESULTS_H
#define LOCKSTEP_BENCH_PROFILE_RESULTS_H

#include "bench/calltree.h"
#include "bench/profile/workload.h"
#include "bench/stats.h"

enum { RESULTS_SIDES = 2, RESULTS_PROCESSES_MAX = 64, RESULTS_GROUPS = WORKLOAD_GROUPS + 1 };

enum results_side { RESULTS_REFERENCE, RESULTS_OPTIMIZED };

extern const char *const results_side_names[RESULTS_SIDES];

/// What is timed: both sides, and what the compiler makes of the reference when it may.
enum { RESULTS_BEST = RESULTS_SIDES, RESULTS_LIBRARIES, RESULTS_RATIOS = 2 };

/// Time of the reference, or of its best build, over time of the optimized library.
struct results_ratio {
    struct bench_estimate wall, cpu;
};

/// The last group is "complete".
struct results_group {
    const char *name;
    double ns[RESULTS_LIBRARIES]; ///< wall time of a pass, median over processes
    struct results_ratio strict, best;
};

struct results {
    json_t *sampler, *workload;
    uint32_t process_count;
    double confidence; ///< of the intervals, which lie between the processes' extremes
    struct results_group groups[RESULTS_GROUPS];
    const char *library_paths[RESULTS_LIBRARIES];
    double memory_peak_bytes[RESULTS_SIDES];
    struct bench_calltree trees[RESULTS_SIDES];
};

/// Reads FOLDER/timing-1.json … (workload --json), FOLDER/SIDE.json, FOLDER/SIDE.samples and
/// FOLDER/sampler.json. Everything lies in the pool but the JSON values, which stay.
bool results_read(struct results *results, const char *folder, struct base_pool *pool,
                  struct base_diag *diag);

/// The tables.
void results_print(const struct results *results, struct base_pool *pool, FILE *out);

/// docs/profiling.md describes it.
json_t *results_document(const struct results *results, struct base_pool *pool);

#endif
