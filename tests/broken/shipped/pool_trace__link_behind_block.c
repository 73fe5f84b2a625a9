// Imitates: a link kept behind the released block, where the next block begins.
// expect: differs
// elements: 6
// cases: 20000

#include "block_pools.h"

static unsigned char *pool_take(struct pool *pool) {
    if (pool->free_count > 0)
        return pool_block(pool, pool->free[--pool->free_count]);
    if (pool->fresh == pool->capacity)
        return NULL;
    return pool_block(pool, pool->fresh++);
}

static void pool_release(struct pool *pool, unsigned char *block) {
    memcpy(block + pool->block_bytes, &pool->free_count, sizeof pool->free_count);
    pool->free[pool->free_count++] = pool_index(pool, block);
}

static void pool_reset(struct pool *pool) {
    pool->fresh = pool->free_count = 0;
}
