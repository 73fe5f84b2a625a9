// Imitates: a pool that gives each thread its equal part, of which the rest is nobody's. One thread
// alone, and numbers that divide the capacity, never miss it.
// expect: differs
// elements: 2
// cases: 20000

#include <stdbool.h>

#include "shared_facts.h"

size_t pool_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                         const enum shared_pool_action actions[rounds],
                         const uint32_t counts[rounds], uint32_t amounts[rounds],
                         uint32_t outcomes[rounds], uint32_t sums[rounds]) {
    struct shared_facts facts = {.capacity = capacity / threads * threads};

    for (size_t i = 0; i < rounds; i++) {
        uint32_t left = facts.capacity - facts.held, amount, sum = 0;
        uint32_t outcome = SHARED_POOL_DONE | SHARED_POOL_KEPT;
        if (actions[i] == SHARED_POOL_TAKE) {
            amount = shared_facts_smaller(counts[i], left);
            outcome = SHARED_FACTS_TAKEN;
            shared_facts_take(&facts, i, amount);
        } else if (actions[i] == SHARED_POOL_CHURN) {
            amount = left > 0 ? counts[i] : 0;
            outcome |= SHARED_FACTS_TAKEN;
            sum = shared_facts_churn(i, amount);
        } else {
            bool is_give = actions[i] == SHARED_POOL_GIVE;
            amount = is_give ? shared_facts_smaller(counts[i], facts.held) : facts.held;
            sum = shared_facts_give(&facts, amount);
        }
        amounts[i] = amount;
        outcomes[i] = amount > 0 ? outcome : 0;
        sums[i] = sum;
    }
    return facts.held;
}
