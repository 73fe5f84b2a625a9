/// A trace on two pools of blocks, right but for what the file that includes it plants: it defines
/// how a block is taken, released and reset.
#ifndef LOCKSTEP_TESTS_BROKEN_BLOCK_POOLS_H
#define LOCKSTEP_TESTS_BROKEN_BLOCK_POOLS_H

#include "reference/pool_trace.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct pool {
    unsigned char *memory;
    size_t block_bytes, alignment;
    uint32_t capacity, fresh, free_count;
    uint32_t free[POOL_HANDLES + 1]; ///< blocks that were released, the last one first to go
};

struct holder {
    unsigned char *bytes; ///< NULL: the handle holds nothing
    const struct pool *pool;
    uint32_t first;
};

static unsigned char *pool_take(struct pool *pool);
static void pool_release(struct pool *pool, unsigned char *block);
static void pool_reset(struct pool *pool);

static inline unsigned char *pool_block(const struct pool *pool, uint32_t index) {
    return pool->memory + index * pool->block_bytes;
}

static inline uint32_t pool_index(const struct pool *pool, const unsigned char *block) {
    return (uint32_t)((size_t)(block - pool->memory) / pool->block_bytes);
}

static inline bool is_disjoint(const struct holder *holders, const unsigned char *block,
                               size_t bytes) {
    bool is_apart = true;
    for (size_t i = 0; i < POOL_HANDLES; i++) {
        const struct holder *other = &holders[i];
        if (other->bytes != NULL)
            is_apart &=
                block + bytes <= other->bytes || block >= other->bytes + other->pool->block_bytes;
    }
    return is_apart;
}

static inline uint32_t check(const struct holder *holder, uint32_t *sum) {
    bool is_kept = true;
    *sum = 0;
    for (size_t j = 0; j < holder->pool->block_bytes / 4; j++) {
        uint32_t word;
        memcpy(&word, holder->bytes + 4 * j, sizeof word);
        *sum += word;
        is_kept &= word == holder->first + (uint32_t)j * UINT32_C(0x85ebca6b);
    }
    return is_kept ? POOL_DONE | POOL_KEPT : POOL_DONE;
}

static inline uint32_t take(struct holder *holders, struct pool *pool, struct holder *holder,
                            uint32_t operation) {
    unsigned char *block = pool_take(pool);
    if (block == NULL)
        return 0;
    uint32_t outcome = POOL_DONE;
    outcome |= (uintptr_t)block % pool->alignment == 0 ? POOL_ALIGNED : 0;
    outcome |= is_disjoint(holders, block, pool->block_bytes) ? POOL_DISJOINT : 0;
    *holder = (struct holder){block, pool, (operation + 1) * UINT32_C(0x9e3779b1)};
    for (size_t j = 0; j < pool->block_bytes / 4; j++) {
        uint32_t word = holder->first + (uint32_t)j * UINT32_C(0x85ebca6b);
        memcpy(block + 4 * j, &word, sizeof word);
    }
    return outcome;
}

static inline uint32_t reset(struct holder *holders, struct pool pools[2], uint32_t *sum) {
    for (size_t j = 0; j < POOL_HANDLES; j++) {
        *sum += holders[j].bytes != NULL;
        holders[j].bytes = NULL;
    }
    pool_reset(&pools[0]);
    pool_reset(&pools[1]);
    return POOL_DONE;
}

static inline uint32_t operate(struct holder *holders, struct pool pools[2],
                               enum pool_action action, uint32_t handle, uint32_t operation,
                               uint32_t *sum) {
    struct holder *holder = &holders[handle];
    bool is_held = holder->bytes != NULL;
    if (action == POOL_RESET)
        return reset(holders, pools, sum);
    if (action == POOL_TAKE_EMBEDDING || action == POOL_TAKE_RECORD)
        return is_held ? 0 : take(holders, &pools[action == POOL_TAKE_RECORD], holder, operation);
    if (!is_held)
        return 0;
    uint32_t outcome = check(holder, sum);
    if (action == POOL_RELEASE) {
        pool_release((struct pool *)(uintptr_t)holder->pool, holder->bytes);
        holder->bytes = NULL;
    }
    return outcome;
}

size_t pool_trace(uint32_t embeddings, uint32_t records, size_t operations,
                  const enum pool_action actions[operations], const uint32_t handles[operations],
                  uint32_t outcomes[operations], uint32_t sums[operations]) {
    enum { EMBEDDING_BYTES = 4 * POOL_EMBEDDING_WORDS, RECORD_BYTES = 4 * POOL_RECORD_WORDS };
    // One block more than is held, so that what is planted damages nothing else.
    size_t embedding_bytes = (embeddings + 1) * (size_t)EMBEDDING_BYTES;
    size_t bytes = (embedding_bytes + (records + 3) * (size_t)RECORD_BYTES + 63) / 64 * 64;
    unsigned char *memory = aligned_alloc(64, bytes);
    if (memory == NULL)
        abort();
    struct pool pools[2] = {
        {.memory = memory, .block_bytes = EMBEDDING_BYTES, .alignment = 64, .capacity = embeddings},
        {.memory = memory + embedding_bytes,
         .block_bytes = RECORD_BYTES,
         .alignment = 32,
         .capacity = records},
    };
    struct holder holders[POOL_HANDLES] = {0};
    for (size_t i = 0; i < operations; i++) {
        sums[i] = 0;
        outcomes[i] = operate(holders, pools, actions[i], handles[i], (uint32_t)i, &sums[i]);
    }
    size_t kept = 0;
    for (size_t j = 0; j < POOL_HANDLES; j++) {
        uint32_t sum;
        kept += holders[j].bytes != NULL && (check(&holders[j], &sum) & POOL_KEPT) != 0;
    }
    free(memory);
    return kept;
}

#endif
