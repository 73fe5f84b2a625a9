/// Each block comes from the C library, and the pools are two numbers that say how many are held.
#include "pool_trace.h"

#include <stdbool.h>
#include <stdlib.h>

struct block {
    uint32_t *words; // NULL: the handle holds no block
    size_t count;
    uint32_t operation;
};

static uint32_t word_at(const struct block *block, size_t j) {
    return (block->operation + 1) * UINT32_C(0x9e3779b1) + (uint32_t)j * UINT32_C(0x85ebca6b);
}

static bool is_disjoint(const struct block *block, const struct block held[POOL_HANDLES]) {
    for (size_t i = 0; i < POOL_HANDLES; i++) {
        if (held[i].words == NULL)
            continue;
        uintptr_t begin = (uintptr_t)block->words, end = begin + block->count * sizeof(uint32_t);
        uintptr_t other = (uintptr_t)held[i].words,
                  other_end = other + held[i].count * sizeof(uint32_t);
        if (begin < other_end && other < end)
            return false;
    }
    return true;
}

static uint32_t take(struct block held[POOL_HANDLES], uint32_t handle, size_t count,
                     size_t alignment, uint32_t operation) {
    struct block block = {.count = count, .operation = operation};
    block.words = aligned_alloc(alignment, count * sizeof(uint32_t));
    if (block.words == NULL)
        abort();
    for (size_t j = 0; j < count; j++)
        block.words[j] = word_at(&block, j);
    uint32_t outcome = POOL_DONE;
    if ((uintptr_t)block.words % alignment == 0)
        outcome |= POOL_ALIGNED;
    if (is_disjoint(&block, held))
        outcome |= POOL_DISJOINT;
    held[handle] = block;
    return outcome;
}

static uint32_t check(const struct block *block, uint32_t *sum) {
    uint32_t outcome = POOL_DONE | POOL_KEPT;
    *sum = 0;
    for (size_t j = 0; j < block->count; j++) {
        *sum += block->words[j];
        if (block->words[j] != word_at(block, j))
            outcome = POOL_DONE;
    }
    return outcome;
}

static void release(struct block *block) {
    free(block->words);
    block->words = NULL;
}

static uint32_t held_of_size(const struct block held[POOL_HANDLES], size_t count) {
    uint32_t number = 0;
    for (size_t i = 0; i < POOL_HANDLES; i++)
        number += held[i].words != NULL && held[i].count == count;
    return number;
}

size_t pool_trace(uint32_t embeddings, uint32_t records, size_t operations,
                  const enum pool_action actions[operations], const uint32_t handles[operations],
                  uint32_t outcomes[operations], uint32_t sums[operations]) {
    struct block held[POOL_HANDLES] = {0};
    for (size_t i = 0; i < operations; i++) {
        struct block *block = &held[handles[i]];
        outcomes[i] = sums[i] = 0;
        if (actions[i] == POOL_TAKE_EMBEDDING && block->words == NULL &&
            held_of_size(held, POOL_EMBEDDING_WORDS) < embeddings)
            outcomes[i] = take(held, handles[i], POOL_EMBEDDING_WORDS, 64, (uint32_t)i);
        if (actions[i] == POOL_TAKE_RECORD && block->words == NULL &&
            held_of_size(held, POOL_RECORD_WORDS) < records)
            outcomes[i] = take(held, handles[i], POOL_RECORD_WORDS, 32, (uint32_t)i);
        if ((actions[i] == POOL_CHECK || actions[i] == POOL_RELEASE) && block->words != NULL)
            outcomes[i] = check(block, &sums[i]);
        if (actions[i] == POOL_RELEASE)
            release(block);
        if (actions[i] == POOL_RESET) {
            outcomes[i] = POOL_DONE;
            sums[i] =
                held_of_size(held, POOL_EMBEDDING_WORDS) + held_of_size(held, POOL_RECORD_WORDS);
            for (size_t j = 0; j < POOL_HANDLES; j++)
                release(&held[j]);
        }
    }
    size_t kept = 0;
    for (size_t j = 0; j < POOL_HANDLES; j++) {
        uint32_t sum;
        kept += held[j].words != NULL && (check(&held[j], &sum) & POOL_KEPT) != 0;
        release(&held[j]);
    }
    return kept;
}
