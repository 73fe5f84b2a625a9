// Imitates: a reset that starts over with fresh blocks and keeps the list of released ones: a
// block is handed out twice.
// expect: differs
// elements: 10
// cases: 50000

#include "block_pools.h"

static unsigned char *pool_take(struct pool *pool) {
    if (pool->free_count > 0)
        return pool_block(pool, pool->free[--pool->free_count % POOL_HANDLES]);
    if (pool->fresh == pool->capacity)
        return NULL;
    return pool_block(pool, pool->fresh++);
}

static void pool_release(struct pool *pool, unsigned char *block) {
    if (pool->free_count < POOL_HANDLES)
        pool->free[pool->free_count++] = pool_index(pool, block);
}

static void pool_reset(struct pool *pool) {
    pool->fresh = 0;
}
