/// The pools are those of block_pool.h. Which blocks are held is also kept as bits, for the checks
/// alone.
#include "../reference/pool_trace.h"

#include "block_pool.h"

#include <string.h>

// As wide as the registers, since gcc keeps wider vectors in memory.
#ifdef __AVX2__
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif

enum { EMBEDDING_ALIGNMENT = 64, RECORD_ALIGNMENT = 32 };

typedef uint32_t words __attribute__((vector_size(4 * LANES)));

struct pool {
    struct block_pool blocks;
    size_t block_words, alignment;
    uint64_t held;
};

struct holder {
    uint32_t *words;
    struct pool *pool;
    uint32_t first; ///< the word written at the beginning
};

static size_t index_of(const struct pool *pool, const void *block) {
    return (size_t)((const unsigned char *)block - pool->blocks.blocks) / (pool->block_words * 4);
}

static void pool_release(struct pool *pool, void *block) {
    pool->held &= ~(UINT64_C(1) << index_of(pool, block));
    block_pool_give(&pool->blocks, block);
}

static void pool_reset(struct pool *pool) {
    block_pool_reset(&pool->blocks);
    pool->held = 0;
}

// A block that lies on the grid of its pool and whose bit is not set shares nothing with others.
static bool is_disjoint(const struct pool *pool, const void *block) {
    size_t distance = (size_t)((const unsigned char *)block - pool->blocks.blocks);
    size_t index = index_of(pool, block);
    return distance == index * pool->block_words * 4 && index < pool->blocks.capacity &&
           (pool->held >> index & 1) == 0;
}

static inline words ramp_from(uint32_t first) {
    words ramp;
    for (uint32_t lane = 0; lane < LANES; lane++)
        ramp[lane] = first + lane * UINT32_C(0x85ebca6b);
    return ramp;
}

static inline void write_words(uint32_t *block, size_t count, uint32_t first) {
    words value = ramp_from(first);
    for (size_t j = 0; j < count; j += LANES) {
        memcpy(block + j, &value, sizeof value);
        value += LANES * UINT32_C(0x85ebca6b);
    }
}

static inline bool check_words(const uint32_t *block, size_t count, uint32_t first, uint32_t *sum) {
    words expected = ramp_from(first), sums = {0}, differing = {0};
    for (size_t j = 0; j < count; j += LANES) {
        words found;
        memcpy(&found, block + j, sizeof found);
        sums += found;
        differing |= found ^ expected;
        expected += LANES * UINT32_C(0x85ebca6b);
    }
    uint32_t any = 0;
    *sum = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        *sum += sums[lane];
        any |= differing[lane];
    }
    return any == 0;
}

static uint32_t take(struct pool *pool, struct holder *holder, uint32_t operation) {
    uint32_t *block = block_pool_take(&pool->blocks);
    if (block == NULL)
        return 0;
    uint32_t outcome = POOL_DONE;
    if ((uintptr_t)block % pool->alignment == 0)
        outcome |= POOL_ALIGNED;
    if (is_disjoint(pool, block))
        outcome |= POOL_DISJOINT;
    pool->held |= UINT64_C(1) << index_of(pool, block);
    *holder = (struct holder){block, pool, (operation + 1) * UINT32_C(0x9e3779b1)};
    write_words(block, pool->block_words, holder->first);
    return outcome;
}

static uint32_t check(const struct holder *holder, uint32_t *sum) {
    bool is_kept = check_words(holder->words, holder->pool->block_words, holder->first, sum);
    return is_kept ? POOL_DONE | POOL_KEPT : POOL_DONE;
}

static uint32_t count_ones(uint64_t bits) {
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

// Bit h of the result says whether handle h holds a block.
static uint64_t run_trace(struct pool pools[2], struct holder *holders, size_t operations,
                          const enum pool_action *actions, const uint32_t *handles,
                          uint32_t *outcomes, uint32_t *sums) {
    uint64_t holding = 0;
    for (size_t i = 0; i < operations; i++) {
        uint64_t bit = UINT64_C(1) << handles[i];
        struct holder *holder = &holders[handles[i]];
        uint32_t outcome = 0, sum = 0;
        switch (actions[i]) {
        case POOL_TAKE_EMBEDDING:
        case POOL_TAKE_RECORD:
            if ((holding & bit) == 0)
                outcome = take(&pools[actions[i] == POOL_TAKE_RECORD], holder, (uint32_t)i);
            holding |= outcome != 0 ? bit : 0;
            break;
        case POOL_CHECK:
            if ((holding & bit) != 0)
                outcome = check(holder, &sum);
            break;
        case POOL_RELEASE:
            if ((holding & bit) == 0)
                break;
            outcome = check(holder, &sum);
            pool_release(holder->pool, holder->words);
            holding &= ~bit;
            break;
        default:
            outcome = POOL_DONE;
            sum = count_ones(holding);
            holding = 0;
            pool_reset(&pools[0]);
            pool_reset(&pools[1]);
        }
        outcomes[i] = outcome;
        sums[i] = sum;
    }
    return holding;
}

size_t pool_trace(uint32_t embeddings, uint32_t records, size_t operations,
                  const enum pool_action actions[operations], const uint32_t handles[operations],
                  uint32_t outcomes[operations], uint32_t sums[operations]) {
    struct pool pools[2] = {
        {.block_words = POOL_EMBEDDING_WORDS, .alignment = EMBEDDING_ALIGNMENT},
        {.block_words = POOL_RECORD_WORDS, .alignment = RECORD_ALIGNMENT},
    };
    if (!block_pool_make(&pools[0].blocks, embeddings, POOL_EMBEDDING_WORDS * 4) ||
        !block_pool_make(&pools[1].blocks, records, POOL_RECORD_WORDS * 4))
        abort();
    struct holder holders[POOL_HANDLES];
    uint64_t holding = run_trace(pools, holders, operations, actions, handles, outcomes, sums);
    size_t kept = 0;
    for (size_t handle = 0; handle < POOL_HANDLES; handle++) {
        uint32_t sum;
        if ((holding >> handle & 1) != 0)
            kept += check(&holders[handle], &sum) == (POOL_DONE | POOL_KEPT);
    }
    block_pool_free(&pools[0].blocks);
    block_pool_free(&pools[1].blocks);
    return kept;
}
