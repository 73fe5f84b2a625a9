/// The pool is the shared one of block_pool.h. Threads draw the blocks of a round by number; a
/// block's place in the list of those held follows from its number, and so do its words. Which
/// blocks are held is also kept as flags, for the checks alone.
#include "../reference/pool_trace_shared.h"

#include "block_pool.h"
#include "thread_team.h"
#include "vector.h"

// Fewer blocks in all do not pay for a thread, which takes as long to start as hundreds of blocks.
enum { THREADS_FROM_BLOCKS = 16384 };

enum { TAKEN = SHARED_POOL_DONE | SHARED_POOL_ALIGNED | SHARED_POOL_DISJOINT };

struct block {
    uint32_t *words;
    uint32_t first; ///< word 0 as written
};

struct trace {
    struct shared_pool pool;
    uint32_t held; ///< before the round
    struct block blocks[SHARED_POOL_BLOCKS_MAX];
    _Atomic uint8_t is_held[SHARED_POOL_BLOCKS_MAX];
    // Of the round:
    enum shared_pool_action action;
    uint32_t count, first;
    _Atomic uint32_t tickets, amount, outcome, sum;
};

static bool is_disjoint(struct trace *trace, const void *block) {
    size_t distance = (size_t)((const unsigned char *)block - trace->pool.blocks);
    size_t index = distance / EMBEDDING_POOL_BYTES;
    return distance % EMBEDDING_POOL_BYTES == 0 && index < trace->pool.capacity &&
           atomic_exchange_explicit(&trace->is_held[index], 1, memory_order_relaxed) == 0;
}

static uint32_t fill(struct trace *trace, struct block block) {
    uint32_t outcome = SHARED_POOL_DONE;
    if ((uintptr_t)block.words % BLOCK_POOL_ALIGNMENT == 0)
        outcome |= SHARED_POOL_ALIGNED;
    if (is_disjoint(trace, block.words))
        outcome |= SHARED_POOL_DISJOINT;
    for (uint32_t j = 0; j < SHARED_POOL_WORDS; j += SHARED_POOL_STEP)
        block.words[j] = block.first + j * UINT32_C(0x85ebca6b);
    return outcome;
}

static uint32_t check(const struct block *block, uint32_t *sum) {
    uint32_t differing = 0;
    for (uint32_t j = 0; j < SHARED_POOL_WORDS; j += SHARED_POOL_STEP) {
        *sum += block->words[j];
        differing |= block->words[j] ^ (block->first + j * UINT32_C(0x85ebca6b));
    }
    return differing == 0 ? SHARED_POOL_DONE | SHARED_POOL_KEPT : SHARED_POOL_DONE;
}

static uint32_t give(struct trace *trace, const struct block *block, uint32_t *sum) {
    uint32_t outcome = check(block, sum);
    size_t distance = (size_t)((unsigned char *)block->words - trace->pool.blocks);
    atomic_store_explicit(&trace->is_held[distance / EMBEDDING_POOL_BYTES], 0,
                          memory_order_relaxed);
    shared_pool_give(&trace->pool, block->words);
    return outcome;
}

static bool run_take(struct trace *trace, uint32_t *outcome) {
    struct block block = {.words = shared_pool_take(&trace->pool)};
    if (block.words == NULL)
        return false;
    uint32_t number = atomic_fetch_add_explicit(&trace->amount, 1, memory_order_relaxed);
    block.first = trace->first + number * UINT32_C(0xc2b2ae35);
    *outcome &= fill(trace, block);
    trace->blocks[trace->held + number] = block;
    return true;
}

static void run_churn(struct trace *trace, uint32_t ticket, uint32_t *outcome, uint32_t *sum) {
    struct block block = {.first = trace->first + ticket * UINT32_C(0xc2b2ae35)};
    while ((block.words = shared_pool_take(&trace->pool)) == NULL)
        sched_yield();
    *outcome &= fill(trace, block) | SHARED_POOL_KEPT;
    *outcome &= give(trace, &block, sum) | TAKEN;
}

static void run_part(void *context, uint32_t number, uint32_t threads) {
    struct trace *trace = context;
    (void)number, (void)threads;
    uint32_t outcome = UINT32_MAX, sum = 0, ticket;
    while ((ticket = atomic_fetch_add_explicit(&trace->tickets, 1, memory_order_relaxed)) <
           trace->count) {
        if (trace->action == SHARED_POOL_TAKE) {
            if (!run_take(trace, &outcome))
                break;
        } else if (trace->action == SHARED_POOL_CHURN) {
            run_churn(trace, ticket, &outcome, &sum);
        } else {
            outcome &= give(trace, &trace->blocks[trace->held - 1 - ticket], &sum);
        }
    }
    atomic_fetch_and_explicit(&trace->outcome, outcome, memory_order_relaxed);
    atomic_fetch_add_explicit(&trace->sum, sum, memory_order_relaxed);
}

// Sets up a round; what it will amount to, except where blocks are taken.
static uint32_t prepare(struct trace *trace, size_t round, enum shared_pool_action action,
                        uint32_t count) {
    uint32_t amount = 0;
    uint32_t outcome = action == SHARED_POOL_TAKE    ? TAKEN
                       : action == SHARED_POOL_CHURN ? TAKEN | SHARED_POOL_KEPT
                                                     : SHARED_POOL_DONE | SHARED_POOL_KEPT;
    if (action == SHARED_POOL_CHURN)
        amount = count = trace->held < trace->pool.capacity ? count : 0;
    if (action == SHARED_POOL_GIVE)
        amount = count = count < trace->held ? count : trace->held;
    if (action == SHARED_POOL_RESET)
        amount = count = trace->held;
    trace->action = action;
    trace->count = count;
    trace->first = ((uint32_t)round + 1) * UINT32_C(0x9e3779b1);
    atomic_store_explicit(&trace->tickets, 0, memory_order_relaxed);
    atomic_store_explicit(&trace->amount, 0, memory_order_relaxed);
    atomic_store_explicit(&trace->outcome, outcome, memory_order_relaxed);
    atomic_store_explicit(&trace->sum, 0, memory_order_relaxed);
    return amount;
}

static uint32_t choose_threads(size_t rounds, const uint32_t *counts, uint32_t threads) {
    if (THREAD_TEAM_FORCED > 0)
        return thread_team_forced(threads);
    size_t blocks = 0;
    for (size_t i = 0; i < rounds; i++)
        blocks += counts[i];
    return blocks >= THREADS_FROM_BLOCKS ? threads : 1;
}

size_t pool_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                         const enum shared_pool_action actions[rounds],
                         const uint32_t counts[rounds], uint32_t amounts[rounds],
                         uint32_t outcomes[rounds], uint32_t sums[rounds]) {
    struct trace trace = {.held = 0};
    struct thread_team team;
    if (!shared_pool_make(&trace.pool, capacity, EMBEDDING_POOL_BYTES))
        abort();
    thread_team_start(&team, choose_threads(rounds, counts, threads));
    for (size_t i = 0; i < rounds; i++) {
        uint32_t amount = prepare(&trace, i, actions[i], counts[i]);
        if (trace.count > 0)
            thread_team_run(&team, run_part, &trace);
        if (actions[i] == SHARED_POOL_TAKE) {
            amount = atomic_load_explicit(&trace.amount, memory_order_relaxed);
            trace.held += amount;
        } else if (actions[i] != SHARED_POOL_CHURN) {
            trace.held -= amount;
        }
        if (actions[i] == SHARED_POOL_RESET)
            shared_pool_reset(&trace.pool);
        amounts[i] = amount;
        outcomes[i] = amount > 0 ? atomic_load_explicit(&trace.outcome, memory_order_relaxed) : 0;
        sums[i] = atomic_load_explicit(&trace.sum, memory_order_relaxed);
    }
    thread_team_stop(&team);
    size_t kept = 0;
    for (uint32_t i = 0; i < trace.held; i++) {
        uint32_t sum = 0;
        kept += (check(&trace.blocks[i], &sum) & SHARED_POOL_KEPT) != 0;
    }
    shared_pool_free(&trace.pool);
    vector_end();
    return kept;
}
