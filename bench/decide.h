/// Three-valued decisions by order statistics over fresh processes.
///
/// A process gives one number: the median of its rounds' log-ratios. If more than half of all
/// processes that could ever be run gave a ratio at or below a threshold, then that all of 6 lie
/// above it has a probability of at most 2^-6; that 11 of 12 do, 13/4096; 20 of 24, 0.08 %. These
/// are the stages; the three together err with less than 2 %, whatever the distribution. A cell
/// that no stage decides stays undecided: that is no pass.
#ifndef LOCKSTEP_BENCH_DECIDE_H
#define LOCKSTEP_BENCH_DECIDE_H

#include "bench/stats.h"

enum { BENCH_PROCESSES_MAX = 24, BENCH_STAGES = 3 };

/// Processes of a stage, and how many of them must agree.
struct bench_stage {
    uint32_t processes, agreeing;
};

extern const struct bench_stage bench_stages[BENCH_STAGES];

enum bench_side_of {
    BENCH_UNDECIDED,
    BENCH_ABOVE, ///< the ratio lies above the threshold
    BENCH_BELOW,
};

/// Systematic errors that replication cannot see (code placement, loop overhead) are below 1 % on
/// the machines tried. A ratio that near to a threshold is not decided.
extern const double bench_resolution;

/// On which side of `threshold` the ratio lies, given one log-ratio of each process; as many as a
/// stage has. Processes without a number (NAN) agree with nobody.
enum bench_side_of bench_decide(const double *log_ratios, uint32_t stage, double threshold);

/// The ratio's interval of that stage's rank, and its median.
struct bench_interval bench_decide_interval(const double *log_ratios, uint32_t stage,
                                            double *median);

#endif
