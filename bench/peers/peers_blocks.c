/// Blocks for embeddings: taken one after the other and given back in any order.
#include "bench/peers/libraries.h"
#include "bench/peers/peers_data.h"
#include "optimized/block_pool.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 1000, BYTES = 3072, ALIGNMENT = 64 };

struct blocks {
    void *held[BLOCKS];
    uint32_t order[BLOCKS]; ///< in which they are given back
    struct block_pool pool;
    struct shared_pool shared;
};

/// How an allocator is asked; the pools ignore the function.
typedef void *allocating(size_t bytes);
typedef void *aligning(size_t alignment, size_t bytes);

typedef void releasing(void *block);
static releasing *jemalloc_free, *mimalloc_free;

#define TAKE_ALL(take, held)                                                                       \
    for (size_t i = 0; i < BLOCKS; i++) {                                                          \
        (held)[i] = take;                                                                          \
        *(volatile uint32_t *)(held)[i] = 1;                                                       \
    }

/// `name` takes all blocks, writes to each and gives all back. name_steady gives one back and takes
/// one, as often as there are blocks; it holds all of them from its first call on, for good.
#define RUN(name, take, give)                                                                      \
    static void name(void *work, peers_function function, uint64_t calls) {                        \
        struct blocks *b = work;                                                                   \
        (void)function;                                                                            \
        for (; calls > 0; calls--) {                                                               \
            TAKE_ALL(take, b->held)                                                                \
            for (size_t i = 0; i < BLOCKS; i++) {                                                  \
                void *block = b->held[b->order[i]];                                                \
                give;                                                                              \
            }                                                                                      \
        }                                                                                          \
    }                                                                                              \
    static void name##_steady(void *work, peers_function function, uint64_t calls) {               \
        static void *held[BLOCKS];                                                                 \
        struct blocks *b = work;                                                                   \
        (void)function;                                                                            \
        if (held[0] == NULL)                                                                       \
            TAKE_ALL(take, held)                                                                   \
        for (; calls > 0; calls--) {                                                               \
            for (size_t i = 0; i < BLOCKS; i++) {                                                  \
                void *block = held[b->order[i]];                                                   \
                give;                                                                              \
                held[b->order[i]] = take;                                                          \
                *(volatile uint32_t *)held[b->order[i]] = 1;                                       \
            }                                                                                      \
        }                                                                                          \
    }

RUN(run_pool, block_pool_take(&b->pool), block_pool_give(&b->pool, block))
RUN(run_shared, shared_pool_take(&b->shared), shared_pool_give(&b->shared, block))
RUN(run_glibc, ((allocating *)function)(BYTES), free(block))
RUN(run_glibc_aligned, ((aligning *)function)(ALIGNMENT, BYTES), free(block))
RUN(run_jemalloc, ((allocating *)function)(BYTES), jemalloc_free(block))
RUN(run_mimalloc, ((allocating *)function)(BYTES), mimalloc_free(block))

/// One contest: both ways of use are run by functions of the same order.
static void hold_pool(struct blocks *b, const char *kernel, const char *size, peers_run *const *run,
                      bool is_judged, struct peers_options *options) {
    struct peers_contest contest = {.kernel = kernel, .size = size, .work = b};
    double glibc = is_judged ? 0.2 : 0, mimalloc = is_judged ? 0.5 : 0;
    // The pools ask no function; any stands for one.
    peers_add(&contest, "kernel", run[0], (peers_function)abort, 0, -1);
    peers_add(&contest, "glibc malloc", run[1], (peers_function)malloc, glibc, -1);
    peers_add(&contest, "glibc aligned_alloc", run[2], (peers_function)aligned_alloc, glibc, -1);
    if (mimalloc_free != NULL)
        peers_add(&contest, "mimalloc", run[3], peers_find(PEERS_MIMALLOC, "mi_malloc"), mimalloc,
                  -1);
    if (jemalloc_free != NULL)
        peers_add(&contest, "jemalloc", run[4], peers_find(PEERS_JEMALLOC, "malloc"), 0, -1);
    peers_hold(&contest, options);
}

static void shuffle(uint32_t *order) {
    for (uint32_t i = 0; i < BLOCKS; i++)
        order[i] = i;
    for (size_t i = BLOCKS - 1; i > 0; i--) {
        size_t j = peers_word() % (i + 1);
        uint32_t kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

void peers_blocks(struct peers_options *options) {
    static peers_run *const all[] = {run_glibc, run_glibc_aligned, run_mimalloc, run_jemalloc};
    static peers_run *const steady[] = {run_glibc_steady, run_glibc_aligned_steady,
                                        run_mimalloc_steady, run_jemalloc_steady};
    static const char all_size[] = "1000 blocks of 3072 bytes, then all given back at random";
    static const char steady_size[] =
        "the same blocks held, one given back and one taken, 1000 times";
    peers_run *sides[5];
    struct blocks *b = peers_memory(sizeof *b);
    if (options->only != NULL && !peers_wants(options, "pool_trace"))
        return;
    if (!block_pool_make(&b->pool, 2 * BLOCKS, BYTES) ||
        !shared_pool_make(&b->shared, 2 * BLOCKS, BYTES))
        return;
    shuffle(b->order);
    jemalloc_free = (releasing *)peers_find(PEERS_JEMALLOC, "free");
    mimalloc_free = (releasing *)peers_find(PEERS_MIMALLOC, "mi_free");
    memcpy(sides + 1, all, sizeof all);
    sides[0] = run_pool;
    hold_pool(b, "pool of one thread", all_size, sides, true, options);
    sides[0] = run_shared;
    hold_pool(b, "pool of many threads", all_size, sides, false, options);
    memcpy(sides + 1, steady, sizeof steady);
    sides[0] = run_pool_steady;
    hold_pool(b, "pool of one thread", steady_size, sides, true, options);
    sides[0] = run_shared_steady;
    hold_pool(b, "pool of many threads", steady_size, sides, false, options);
}
