/// Measuring in one process: interleaved slots, so that whatever the machine does, it does to all.
///
/// A round visits the sides in turn and then in reverse (ABBA, or ABCCBA): drift that is linear in
/// time cancels. Before a measured slot of about 1 ms a side runs unmeasured for 300 µs, because
/// wide vector units of the side before slow this one down (by 7.6 % after AVX-512 on the machine
/// of docs/statistics.md). A slot with an involuntary context switch is measured again and
/// counted; where that does not help, the round is dropped.
///
/// Time is CPU time, with one exception: where a side gave the processor up by itself, because it
/// sleeps or lets other threads work, its CPU time is not the time that it takes. In such a round
/// wall time stands in for the CPU time of all sides.
#ifndef LOCKSTEP_BENCH_SAMPLE_H
#define LOCKSTEP_BENCH_SAMPLE_H

#include "bench/clock.h"
#include "bench/inputs.h"

enum { BENCH_SIDES_MAX = 6 };

struct bench_side {
    diff_function function;
    uint32_t extra_percent; ///< work added on purpose: every 100 calls that count are 100 + this
};

struct bench_round {
    double cpu_ns[BENCH_SIDES_MAX];  ///< per call; wall time where has_waited
    double wall_ns[BENCH_SIDES_MAX]; ///< per call
    bool is_dropped;                 ///< a slot stayed hit by context switches
    bool has_waited;                 ///< a side gave the processor up
    uint32_t repeated_slots;         ///< slots that were measured again
};

/// Where a measuring process is, in memory that the waiting process shares: whoever crashes or
/// hangs is known by it.
struct bench_progress {
    volatile uint32_t cell;  ///< BENCH_CELL_NONE before the first
    volatile uint32_t side;  ///< BENCH_SIDE_REFERENCE: the library whose results are right
    volatile uint64_t beats; ///< grows with every slot
};

enum { BENCH_SIDE_REFERENCE = BENCH_SIDES_MAX, BENCH_CELL_NONE = UINT16_MAX };

struct bench_sampler {
    const struct bench_loops *loops;
    struct bench_inputs *inputs;
    const struct bench_side *sides;
    uint32_t side_count;
    uint64_t slot_ns, settle_ns;
    // What bench_sampler_calibrate sets.
    bool has_long_calls;             ///< too long for as many as planted work takes
    uint64_t calls[BENCH_SIDES_MAX]; ///< of a slot
    double call_ns[BENCH_SIDES_MAX]; ///< a first estimate
    uint64_t next_set;
    diff_function latest; ///< whose slot was the last of all; NULL before the first
    struct bench_progress *progress;
    uint64_t leaked_sides; ///< bits: those that left the floating-point control state changed
};

/// How many calls fill a slot, for each side. Beside planted work all sides make equally many, a
/// multiple of ten; or one, where ten would not fit a slot.
void bench_sampler_calibrate(struct bench_sampler *sampler);

/// Measures one round.
void bench_sampler_round(struct bench_sampler *sampler, struct bench_round *round);

/// What the calls of a round take, about.
double bench_sampler_round_ns(const struct bench_sampler *sampler);

/// Measures one slot of one side, as a round that has no other.
void bench_sampler_slot(struct bench_sampler *sampler, uint32_t side, struct bench_round *slot);

/// Measures a slot that reads the arrays of as many calls of a side instead of calling it: CPU time
/// of one call's. It takes its turn in the rotation of input sets like any other slot.
double bench_sampler_read(struct bench_sampler *sampler, uint32_t side);

/// One point of linear sampling: `iterations` calls of a side in one stretch.
struct bench_point_sample {
    uint64_t iterations;
    double cpu_ns, wall_ns; ///< of the whole stretch; both wall time where it waited
    bool is_preempted;
};

/// Measures d, 2d, …, count·d calls of every side, the sides alternating; d so that each side takes
/// about `total_ns`. Where that is too short for a line, every sample is one call, and where even
/// those take far longer, there are fewer. `samples` has side_count rows of `count`; returns how
/// many of each are filled.
uint32_t bench_sampler_linear(struct bench_sampler *sampler, uint32_t count, uint64_t total_ns,
                              struct bench_point_sample *samples);

/// Wall time that copying in,out arrays in adds to a call; 0 for a kernel without any.
double bench_sampler_restore_ns(struct bench_sampler *sampler);

#endif
