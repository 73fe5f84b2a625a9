/// What a trace of pool_trace_shared must report, computed from its numbers without any block:
/// the bugs beside this file change one rule of it each.
#ifndef LOCKSTEP_TESTS_SHARED_FACTS_H
#define LOCKSTEP_TESTS_SHARED_FACTS_H

#include "reference/pool_trace_shared.h"

enum { SHARED_FACTS_TAKEN = SHARED_POOL_DONE | SHARED_POOL_ALIGNED | SHARED_POOL_DISJOINT };

struct shared_facts {
    uint32_t capacity, held;
    uint32_t firsts[SHARED_POOL_BLOCKS_MAX]; ///< word 0 of each block held
};

static inline uint32_t shared_facts_first(size_t round, uint32_t number) {
    return ((uint32_t)round + 1) * UINT32_C(0x9e3779b1) + number * UINT32_C(0xc2b2ae35);
}

static inline uint32_t shared_facts_sum(uint32_t first) {
    uint32_t sum = 0;
    for (uint32_t j = 0; j < SHARED_POOL_WORDS; j += SHARED_POOL_STEP)
        sum += first + j * UINT32_C(0x85ebca6b);
    return sum;
}

static inline void shared_facts_take(struct shared_facts *facts, size_t round, uint32_t amount) {
    for (uint32_t k = 0; k < amount; k++)
        facts->firsts[facts->held++] = shared_facts_first(round, k);
}

static inline uint32_t shared_facts_churn(size_t round, uint32_t amount) {
    uint32_t sum = 0;
    for (uint32_t k = 0; k < amount; k++)
        sum += shared_facts_sum(shared_facts_first(round, k));
    return sum;
}

static inline uint32_t shared_facts_give(struct shared_facts *facts, uint32_t amount) {
    uint32_t sum = 0;
    for (uint32_t k = 0; k < amount; k++)
        sum += shared_facts_sum(facts->firsts[--facts->held]);
    return sum;
}

static inline uint32_t shared_facts_smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

#endif
