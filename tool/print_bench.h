/// What `lockstep bench` prints for people.
#ifndef LOCKSTEP_TOOL_PRINT_BENCH_H
#define LOCKSTEP_TOOL_PRINT_BENCH_H

#include "bench/survey.h"

#include <stdio.h>

/// The variants that this machine cannot run: nobody shall take them for timed.
void tool_print_skipped(const struct diff_context *context, FILE *stream);

/// One block for each benchmark: estimates of both sides, speed-up, throughput, change.
void tool_print_survey(const struct bench_survey *survey, FILE *stream);

/// The engine's benchmarks: one line each, the figure once expected beside what was measured, and
/// what memory alone would need where the two cannot meet.
void tool_print_suite(const struct bench_survey *survey, FILE *stream);

/// How much benchmarks vary over consecutive runs: medians[run * row_count + row] in ns.
struct tool_variance {
    const struct bench_survey *survey; ///< of the last run
    uint32_t run_count;
    /// Figures of all rows of the first run, then of the second, and so on.
    const double *cpu_ns, *wall_ns, *reads; ///< the last as bench_undisturbed_reads
};

/// Prints every benchmark's coefficient of variation, and how many are below the limit on what.
/// False where any is BENCH_UNSTEADY (bench/undisturbed.h).
bool tool_print_variance(const struct tool_variance *variance, double limit, FILE *stream);

#endif
