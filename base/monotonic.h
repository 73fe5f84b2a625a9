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

/// A kernel's share of the time that is left, where `number` of `count` kernels had theirs.
/// Confirming and minimizing what others had took some of it; a quarter of an equal share is left
/// to each in any case. 0 only where the budget is.
static inline uint64_t base_budget_share_ms(uint64_t started_ms, uint64_t budget_ms,
                                            uint32_t number, uint32_t count) {
    uint64_t passed_ms = base_monotonic_ms() - started_ms;
    uint64_t left_ms = passed_ms < budget_ms ? budget_ms - passed_ms : 0;
    uint64_t share_ms = left_ms / (count - number);
    uint64_t least_ms = budget_ms / count / 4 + (budget_ms > 0);
    return share_ms > least_ms ? share_ms : least_ms;
}

#endif
