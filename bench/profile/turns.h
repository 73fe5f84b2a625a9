/// Times a workload's groups on up to three libraries, which take turns.
#ifndef LOCKSTEP_BENCH_PROFILE_TURNS_H
#define LOCKSTEP_BENCH_PROFILE_TURNS_H

#include "bench/profile/workload.h"

enum { TURNS_LIBRARIES = 3, TURNS_ROUNDS_MAX = 256 };

/// Times of one group on one library: round by round, nanoseconds of one whole pass.
struct turns_series {
    double wall_ns[TURNS_ROUNDS_MAX];
    double cpu_ns[TURNS_ROUNDS_MAX]; ///< of all threads together
};

struct turns {
    uint32_t library_count, rounds;
    uint32_t first_part; ///< of the first round; each round runs the next
    struct turns_series series[WORKLOAD_GROUPS][TURNS_LIBRARIES];
};

/// Each round runs a part of each group on every library in turn, odd rounds in the other order, so
/// that what drifts cancels; the time of a pass is that of its parts. A slot first runs the part
/// uncounted, when results are compared, then repeats it until 2 ms have passed. WORKLOAD_GROUPS
/// stands for all groups. False where the libraries' results differ in bits: `*group` is then the
/// group.
bool turns_time(struct turns *turns, struct workload *const *workloads, enum workload_group *group);

/// Passes of all groups (or one), each as often as the workload has it, until `seconds` are over.
/// Returns how many.
uint64_t turns_repeat(struct workload *workload, enum workload_group group, double seconds);

#endif
