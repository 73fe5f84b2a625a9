/// One thread takes each block from the C library; the pool is the number of blocks held.
#include "pool_trace_shared.h"

#include <stdbool.h>
#include <stdlib.h>

struct block {
    uint32_t *words;
    uint32_t first; // word 0 as written
};

struct trace {
    uint32_t capacity, held;
    struct block blocks[SHARED_POOL_BLOCKS_MAX];
};

static uint32_t word_at(uint32_t first, uint32_t j) {
    return first + j * UINT32_C(0x85ebca6b);
}

static bool is_disjoint(const struct trace *trace, const uint32_t *words) {
    for (uint32_t i = 0; i < trace->held; i++) {
        const uint32_t *other = trace->blocks[i].words;
        if (words < other + SHARED_POOL_WORDS && other < words + SHARED_POOL_WORDS)
            return false;
    }
    return true;
}

// Takes the block with this number; the caller knows that one is left.
static uint32_t take(struct trace *trace, size_t round, uint32_t number) {
    struct block block;
    block.words = aligned_alloc(64, SHARED_POOL_WORDS * sizeof(uint32_t));
    block.first = ((uint32_t)round + 1) * UINT32_C(0x9e3779b1) + number * UINT32_C(0xc2b2ae35);
    if (block.words == NULL)
        abort();
    for (uint32_t j = 0; j < SHARED_POOL_WORDS; j += SHARED_POOL_STEP)
        block.words[j] = word_at(block.first, j);
    uint32_t outcome = SHARED_POOL_DONE;
    if ((uintptr_t)block.words % 64 == 0)
        outcome |= SHARED_POOL_ALIGNED;
    if (is_disjoint(trace, block.words))
        outcome |= SHARED_POOL_DISJOINT;
    trace->blocks[trace->held++] = block;
    return outcome;
}

// Gives back the block taken last.
static uint32_t give(struct trace *trace, uint32_t *sum) {
    struct block *block = &trace->blocks[--trace->held];
    uint32_t outcome = SHARED_POOL_DONE | SHARED_POOL_KEPT;
    for (uint32_t j = 0; j < SHARED_POOL_WORDS; j += SHARED_POOL_STEP) {
        *sum += block->words[j];
        if (block->words[j] != word_at(block->first, j))
            outcome = SHARED_POOL_DONE;
    }
    free(block->words);
    return outcome;
}

static uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

size_t pool_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                         const enum shared_pool_action actions[rounds],
                         const uint32_t counts[rounds], uint32_t amounts[rounds],
                         uint32_t outcomes[rounds], uint32_t sums[rounds]) {
    (void)threads;
    struct trace trace = {.capacity = capacity};
    const uint32_t all = SHARED_POOL_DONE | SHARED_POOL_ALIGNED | SHARED_POOL_DISJOINT;
    for (size_t i = 0; i < rounds; i++) {
        uint32_t left = capacity - trace.held, amount, outcome = 0, sum = 0;
        if (actions[i] == SHARED_POOL_TAKE) {
            amount = smaller(counts[i], left);
            outcome = all;
            for (uint32_t k = 0; k < amount; k++)
                outcome &= take(&trace, i, k);
        } else if (actions[i] == SHARED_POOL_CHURN) {
            amount = left > 0 ? counts[i] : 0;
            outcome = all | SHARED_POOL_KEPT;
            for (uint32_t k = 0; k < amount; k++) {
                outcome &= take(&trace, i, k) | SHARED_POOL_KEPT;
                outcome &= give(&trace, &sum) | all;
            }
        } else {
            amount = actions[i] == SHARED_POOL_GIVE ? smaller(counts[i], trace.held) : trace.held;
            outcome = SHARED_POOL_DONE | SHARED_POOL_KEPT;
            for (uint32_t k = 0; k < amount; k++)
                outcome &= give(&trace, &sum);
        }
        amounts[i] = amount;
        outcomes[i] = amount > 0 ? outcome : 0;
        sums[i] = sum;
    }
    size_t kept = 0;
    while (trace.held > 0) {
        uint32_t sum = 0;
        kept += (give(&trace, &sum) & SHARED_POOL_KEPT) != 0;
    }
    return kept;
}
