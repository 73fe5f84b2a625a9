/// What a call takes where nothing disturbs it: an estimate of the code's time, which runs on a
/// machine with neighbours agree on better than on a median (docs/statistics.md).
///
/// Each process measures slots of the variant alone, spread over all that it does, and gives their
/// first decile. What else runs on the machine only adds time, to some processes more than to
/// others: the mean of the least quarter of the deciles counts. The least of all would be one of
/// rare luck: a process whose inputs and addresses suit a branch predictor best.
///
/// Memory beyond a core's own caches is shared with neighbours whose phases may be longer than all
/// processes. There a second figure tells the code from the memory: beside each slot, its arrays
/// are only read, in sequence, and the undisturbed time of that is the unit.
#ifndef LOCKSTEP_BENCH_UNDISTURBED_H
#define LOCKSTEP_BENCH_UNDISTURBED_H

#include "bench/job.h"

enum {
    BENCH_UNDISTURBED_SLOTS = 100, ///< that a process is asked for
    BENCH_UNDISTURBED_PROCESSES = 12,
};

struct bench_undisturbed {
    uint32_t count; ///< of processes
    /// The first deciles, of a call.
    double cpu_ns[BENCH_UNDISTURBED_PROCESSES], wall_ns[BENCH_UNDISTURBED_PROCESSES];
    /// And of reading a call's arrays, CPU time; NAN where a core's own caches hold them.
    double read_ns[BENCH_UNDISTURBED_PROCESSES];
};

/// Takes what one process measured; nothing where it was not asked to.
void bench_undisturbed_add(struct bench_undisturbed *undisturbed,
                           const struct bench_cell_result *cell);

/// The mean of the least quarter of the processes' deciles, of one at least; NAN where there is no
/// process.
double bench_undisturbed_cpu_ns(const struct bench_undisturbed *undisturbed);
double bench_undisturbed_wall_ns(const struct bench_undisturbed *undisturbed);

/// How many times as long a call takes as reading its arrays, both undisturbed. NAN where a core's
/// own caches hold them, or there is no process.
double bench_undisturbed_reads(const struct bench_undisturbed *undisturbed);

/// What several runs' figures of one benchmark say.
enum bench_steadiness {
    BENCH_STEADY,          ///< CPU time varies by less than the limit
    BENCH_STEADY_IN_READS, ///< it does not, but reading the arrays varies alike
    BENCH_UNSTEADY,
};

/// Judges coefficients of variation: of CPU time and of the time in units of reading the arrays,
/// NAN where a core's own caches hold them. What is not known is not below the limit.
enum bench_steadiness bench_undisturbed_judge(double cpu, double reads, double limit);

#endif
