// Imitates: a comparison that allows one block more than there are.
// expect: differs
// elements: 2
// cases: 20000

#include "block_pools.h"

static unsigned char *pool_take(struct pool *pool) {
    if (pool->free_count > 0)
        return pool_block(pool, pool->free[--pool->free_count]);
    if (pool->fresh > pool->capacity)
        return NULL;
    return pool_block(pool, pool->fresh++);
}

static void pool_release(struct pool *pool, unsigned char *block) {
    pool->free[pool->free_count++] = pool_index(pool, block);
}

static void pool_reset(struct pool *pool) {
    pool->fresh = pool->free_count = 0;
}
