/// Time that passes, for waiting; what is measured for benchmarks has clocks of its own.
#ifndef LOCKSTEP_BASE_MONOTONIC_H
#define LOCKSTEP_BASE_MONOTONIC_H

#include <stdint.h>
#include <time.h>

/// Milliseconds of a clock that never goes back, from an arbitrary start.
static inline uint64_t base_monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

#endif
