/// Timing for people: every benchmark's estimates, its speed-up, its change since a baseline.
#ifndef LOCKSTEP_BENCH_SURVEY_H
#define LOCKSTEP_BENCH_SURVEY_H

#include "bench/stats.h"
#include "bench/suite.h"
#include "bench/undisturbed.h"
#include "diff/context.h"

enum {
    BENCH_SURVEY_PROCESSES = 6,
    BENCH_SURVEY_SAMPLES = 16, ///< of linear sampling, for each process and side
    BENCH_SURVEY_SIDES = 2,
};

enum bench_change {
    BENCH_CHANGE_NONE, ///< no baseline, or none for this benchmark
    BENCH_CHANGE_WITHIN_NOISE,
    BENCH_CHANGE_IMPROVED,
    BENCH_CHANGE_REGRESSED,
    BENCH_CHANGE_MACHINE, ///< the time changed, but so did the reference's
    BENCH_CHANGE_UNCLEAR, ///< the time changed, but whether the speed-up did is not certain
};

const char *bench_change_name(enum bench_change change);

/// One benchmark of one variant.
struct bench_row {
    const struct spec_kernel *kernel;
    const char *variant, *point_text;
    struct spec_bench_point point;
    enum bench_class class;
    const struct bench_suite_item *item; ///< NULL for a @bench point
    enum bench_state state;
    bool is_broken; ///< crashed or hung
    bool is_cut;    ///< interrupted before the last process: what was measured is not estimated
    uint32_t process_count;
    const char *text;
    uint64_t elements, bytes;
    double flop; ///< of one call; 0: the reference library does not say
    double subnormal_share, restore_ns;
    uint32_t dropped_count, repeated_count;
    uint32_t round_count, waited_count;     ///< kept rounds, and those that wall time stands for
    uint32_t process_samples, sample_count; ///< of one process, of all
    /// Of reference and variant, process after process; times are of all iterations together.
    double *iterations[BENCH_SURVEY_SIDES], *cpu_ns[BENCH_SURVEY_SIDES];
    double *wall_ns[BENCH_SURVEY_SIDES];
    double log_ratios[BENCH_SURVEY_PROCESSES];
    double medians_ns[BENCH_SURVEY_SIDES][BENCH_SURVEY_PROCESSES]; ///< CPU time, of paired rounds
    struct bench_undisturbed undisturbed; ///< the variant; empty without tells_undisturbed
    struct bench_estimates estimates[BENCH_SURVEY_SIDES]; ///< of CPU time
    double wall_median_ns[BENCH_SURVEY_SIDES];
    double speedup;
    struct bench_interval speedup_interval;
    double bandwidth; ///< bytes per second that memory delivers at this size; 0: not measured
    enum bench_change change;
    struct bench_estimate time_change, speedup_change; ///< as logarithms
};

struct bench_survey {
    struct bench_row *rows;
    uint32_t row_count;
    bool is_interrupted, is_quick;
    double seconds;
};

struct bench_survey_request {
    const struct diff_context *context;
    uint32_t classes;       ///< a bit for each enum bench_class
    bool is_suite;          ///< the engine's benchmarks instead of the @bench points
    bool tells_undisturbed; ///< bench/undisturbed.h: takes as many short processes more
    bool is_quick;          ///< a third of the rounds and of the samples' time: wider intervals
    const json_t *baseline, *machine;
    const char *program;
    void (*observer)(const struct spec_kernel *kernel, uint32_t process, void *context);
    void *observer_context;
};

/// Measures everything. False with a diag for the user's mistake or the machine's trouble, among
/// them a baseline of another machine: `*is_incomparable` tells that one. From the first process
/// on, SIGINT and SIGTERM are caught and end the run early; they stay so, for what was measured has
/// still to be kept: then the caller calls diff_interrupts_release (diff/worker.h).
bool bench_survey_run(struct bench_survey *survey, const struct bench_survey_request *request,
                      bool *is_incomparable, struct base_pool *pool, struct base_diag *diag);

/// A row's time of one benchmark: that of its calls and its share of them.
double bench_row_time(const struct bench_row *row, double call_ns);

/// What memory alone needs for a benchmark, in ns; 0 where its arrays fit a second-level cache.
double bench_row_floor_ns(const struct bench_row *row);

/// The document of `lockstep bench --json`, which is what baselines are.
json_t *bench_survey_document(const struct bench_survey *survey,
                              const struct bench_survey_request *request, struct base_pool *pool);

/// 0; or 1 where something was wrong: differed, crashed, hung; else 2 where interrupted.
int bench_survey_exit_status(const struct bench_survey *survey);

#endif
