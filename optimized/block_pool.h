/// Pools of blocks of one size, such as embeddings of 768 floats: taking and giving back are a few
/// instructions, last in, first out, and a reset touches no block. Nothing is ever taken from the
/// system after a pool was made, and one that is exhausted says so. Free blocks are listed beside
/// the blocks: a list within them would fetch a cache line of each, which takes twice as long.
///
/// `block_pool` belongs to one thread. `shared_pool` may be used by many at once, without a lock:
/// a stack of free blocks whose head carries a count of its changes, so that a head that went and
/// came back is told apart (Treiber, Systems programming: coping with parallelism, 1986).
#ifndef LOCKSTEP_OPTIMIZED_BLOCK_POOL_H
#define LOCKSTEP_OPTIMIZED_BLOCK_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/// An embedding: whole cache lines, and aligned to them.
enum { EMBEDDING_POOL_BYTES = 768 * 4, BLOCK_POOL_ALIGNMENT = 64 };

struct block_pool {
    unsigned char *blocks;
    size_t block_bytes;
    uint32_t capacity, fresh; ///< blocks from `fresh` on were never taken
    uint32_t free_count;
    void **free; ///< behind the blocks: those given back, the last one last
};

/// Bytes for so many blocks and `more`, in whole cache lines.
static inline size_t block_pool_lines(uint32_t capacity, size_t block_bytes, size_t more) {
    return (capacity * block_bytes + more + BLOCK_POOL_ALIGNMENT) & ~(size_t)63;
}

/// The first block begins at a cache line, and sizes are multiples of 8; false where there is not
/// so much memory.
static inline bool block_pool_make(struct block_pool *pool, uint32_t capacity, size_t block_bytes) {
    size_t free_bytes = capacity * sizeof *pool->free;
    unsigned char *blocks =
        aligned_alloc(BLOCK_POOL_ALIGNMENT, block_pool_lines(capacity, block_bytes, free_bytes));
    *pool = (struct block_pool){.blocks = blocks, .block_bytes = block_bytes, .capacity = capacity};
    if (blocks != NULL)
        pool->free = (void **)(void *)(blocks + capacity * block_bytes);
    return blocks != NULL;
}

static inline void block_pool_free(struct block_pool *pool) {
    free(pool->blocks);
}

/// A block, whose contents are anything; NULL where all are held.
static inline void *block_pool_take(struct block_pool *pool) {
    if (pool->free_count > 0)
        return pool->free[--pool->free_count];
    if (pool->fresh == pool->capacity)
        return NULL;
    return pool->blocks + pool->fresh++ * pool->block_bytes;
}

static inline void block_pool_give(struct block_pool *pool, void *block) {
    pool->free[pool->free_count++] = block;
}

/// Takes back all blocks.
static inline void block_pool_reset(struct block_pool *pool) {
    pool->free_count = 0;
    pool->fresh = 0;
}

struct shared_pool {
    /// Above the changes, below the free block on top plus one, or 0. Alone in its cache line.
    _Alignas(64) _Atomic uint64_t head;
    _Alignas(64) _Atomic uint32_t fresh;
    _Alignas(64) unsigned char *blocks;
    _Atomic uint32_t *links; ///< behind the blocks: under each free block the next one, plus one
    size_t block_bytes;
    uint32_t capacity;
};

/// Blocks begin at a cache line; false where there is not so much memory.
static inline bool shared_pool_make(struct shared_pool *pool, uint32_t capacity,
                                    size_t block_bytes) {
    size_t links_bytes = capacity * sizeof *pool->links;
    pool->blocks =
        aligned_alloc(BLOCK_POOL_ALIGNMENT, block_pool_lines(capacity, block_bytes, links_bytes));
    if (pool->blocks == NULL)
        return false;
    pool->links = (_Atomic uint32_t *)(void *)(pool->blocks + capacity * block_bytes);
    pool->block_bytes = block_bytes;
    pool->capacity = capacity;
    atomic_init(&pool->head, 0);
    atomic_init(&pool->fresh, 0);
    return true;
}

static inline void shared_pool_free(struct shared_pool *pool) {
    free(pool->blocks);
}

static inline uint64_t shared_pool_next_head(uint64_t head, uint32_t top) {
    return ((head >> 32) + 1) << 32 | top;
}

/// A block, whose contents are anything; NULL where there was a moment at which all were held.
static inline void *shared_pool_take(struct shared_pool *pool) {
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_acquire);
    while (true) {
        uint32_t top = (uint32_t)head;
        if (top != 0) {
            uint32_t next = atomic_load_explicit(&pool->links[top - 1], memory_order_relaxed);
            if (atomic_compare_exchange_weak_explicit(&pool->head, &head,
                                                      shared_pool_next_head(head, next),
                                                      memory_order_acquire, memory_order_acquire))
                return pool->blocks + (top - 1) * pool->block_bytes;
            continue;
        }
        uint32_t fresh = atomic_load_explicit(&pool->fresh, memory_order_acquire);
        while (fresh < pool->capacity) {
            if (atomic_compare_exchange_weak_explicit(&pool->fresh, &fresh, fresh + 1,
                                                      memory_order_acq_rel, memory_order_acquire))
                return pool->blocks + fresh * pool->block_bytes;
        }
        // Only if nothing came back since the stack was seen empty, nothing was free.
        uint64_t again = atomic_load_explicit(&pool->head, memory_order_acquire);
        if (again == head)
            return NULL;
        head = again;
    }
}

static inline void shared_pool_give(struct shared_pool *pool, void *block) {
    size_t distance = (size_t)((unsigned char *)block - pool->blocks);
    uint32_t index = (uint32_t)(distance / pool->block_bytes);
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_relaxed);
    do
        atomic_store_explicit(&pool->links[index], (uint32_t)head, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&pool->head, &head,
                                                  shared_pool_next_head(head, index + 1),
                                                  memory_order_release, memory_order_relaxed));
}

/// Takes back all blocks. Nobody else uses the pool meanwhile.
static inline void shared_pool_reset(struct shared_pool *pool) {
    uint64_t head = atomic_load_explicit(&pool->head, memory_order_relaxed);
    atomic_store_explicit(&pool->head, shared_pool_next_head(head, 0), memory_order_relaxed);
    atomic_store_explicit(&pool->fresh, 0, memory_order_relaxed);
}

#endif
