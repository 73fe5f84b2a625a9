/// Clocks of one thread, and how often the system took the processor from it.
///
/// CPU time is what decides: on a shared machine it varies by a tenth of what wall time does, as
/// long as slots are about 1 ms. But a thread that sleeps, or waits for others that do its work,
/// has none: the system counts how often it gave the processor up, and there wall time has to
/// serve.
#ifndef LOCKSTEP_BENCH_CLOCK_H
#define LOCKSTEP_BENCH_CLOCK_H

#include <stdint.h>

struct bench_time {
    uint64_t cpu_ns;
    uint64_t wall_ns;
};

/// This thread's CPU time and the monotonic wall clock.
struct bench_time bench_clock_read(void);
struct bench_time bench_clock_since(struct bench_time start);

/// The wall clock alone; no system call, about 20 ns.
uint64_t bench_clock_wall_ns(void);

/// Context switches of this thread so far (getrusage(2), ru_nivcsw and ru_nvcsw).
struct bench_switches {
    uint64_t preemptions; ///< the system took the processor
    uint64_t waits;       ///< the thread gave it up: it slept, or waited for something
};

struct bench_switches bench_clock_switches(void);

#endif
