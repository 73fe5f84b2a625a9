/// Exact instruction counts of one call, where no performance counters are needed.
///
/// A forked child is single-stepped (ptrace(2)) from the kernel's first instruction to its return,
/// at a few microseconds each. On deterministic code the count is exact and repeats, AVX-512
/// included, which no emulator offers. It is side evidence: fewer instructions are not less time.
#ifndef LOCKSTEP_BENCH_STEP_H
#define LOCKSTEP_BENCH_STEP_H

#include "bench/sample.h"

enum bench_step_status {
    BENCH_STEP_COUNTED,
    BENCH_STEP_TOO_MANY,   ///< more than the limit
    BENCH_STEP_IMPOSSIBLE, ///< this machine does not let processes be traced
};

/// Counts the instructions of one call of `function` on set 0, at most `limit`.
enum bench_step_status bench_step_count(const struct bench_loops *loops,
                                        const struct bench_inputs *inputs, diff_function function,
                                        uint64_t limit, uint64_t *count);

/// The same by a hardware counter (perf_event_open(2)), the loop around the call left out; false
/// where there is none.
bool bench_step_counter(const struct bench_loops *loops, const struct bench_inputs *inputs,
                        diff_function function, uint64_t *count);

#endif
