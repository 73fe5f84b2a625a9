// Imitates: sizes rounded up to the alignment instead of beginnings, so that a block behind others
// begins where a more relaxed one ended.
// expect: differs
// elements: 4..8
// cases: 20000

#include "reference/arena_trace_shared.h"

#include <stdbool.h>

struct held {
    uint32_t size, count;
    uint8_t first;
};

static uint32_t sum_of(const struct held *held) {
    uint32_t sum = 0;
    for (uint32_t number = 0; number < held->count; number++)
        for (uint32_t j = 0; j < held->size; j++)
            sum += (uint8_t)(held->first + 17 * number + 7 * j);
    return sum;
}

static bool take(uint64_t *used, uint32_t capacity, uint32_t size, uint32_t alignment) {
    uint64_t rounded = (uint64_t)(size + alignment - 1) / alignment * alignment;
    if (*used + rounded > capacity)
        return false;
    *used += rounded;
    return true;
}

size_t arena_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                          const enum shared_arena_action actions[rounds],
                          const uint32_t counts[rounds], const uint32_t sizes[rounds],
                          const uint32_t alignments[rounds], uint32_t amounts[rounds],
                          uint32_t outcomes[rounds], uint32_t sums[rounds]) {
    struct held runs[SHARED_ARENA_ROUNDS_MAX];
    uint32_t run_count = 0, blocks = 0;
    uint64_t used = 0;
    (void)threads;
    for (size_t i = 0; i < rounds; i++) {
        uint32_t amount = 0, outcome = SHARED_ARENA_DONE | SHARED_ARENA_KEPT, sum = 0;
        if (actions[i] == SHARED_ARENA_TAKE) {
            outcome = SHARED_ARENA_DONE | SHARED_ARENA_ALIGNED | SHARED_ARENA_DISJOINT;
            while (amount < counts[i] && take(&used, capacity, sizes[i], alignments[i]))
                amount++;
            runs[run_count++] = (struct held){sizes[i], amount, (uint8_t)(31 * (i + 1))};
            blocks += amount;
            sum = (uint32_t)used;
        } else {
            for (uint32_t run = 0; run < run_count; run++)
                sum += sum_of(&runs[run]);
            amount = blocks;
            run_count = blocks = 0;
            used = 0;
        }
        amounts[i] = amount;
        outcomes[i] = amount > 0 ? outcome : 0;
        sums[i] = sum;
    }
    return blocks;
}
