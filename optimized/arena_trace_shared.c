/// The arena is the shared one of bump_arena.h. All blocks of a round have one size and alignment,
/// so they lie at equal distances whoever took them, and a block's number follows from where it
/// begins. Rounds are remembered instead of blocks.
#include "../reference/arena_trace_shared.h"

#include "bump_arena.h"
#include "thread_team.h"
#include "vector.h"

// Fewer blocks in all do not pay for a thread, which takes as long to start as hundreds of blocks.
enum { THREADS_FROM_BLOCKS = 16384 };

/// The blocks of a round: block k begins at begin + k * stride.
struct run {
    size_t begin, stride, size;
    uint32_t count;
    uint8_t first; ///< byte 0 of block 0
};

struct trace {
    struct shared_arena arena;
    struct run runs[SHARED_ARENA_ROUNDS_MAX];
    uint32_t run_count;
    // Of the round:
    const struct run *run; ///< NULL: all blocks are read
    size_t alignment;
    uint32_t wanted;
    _Atomic uint32_t tickets, amount, outcome, sum, numbers; ///< numbers: a bit for each taken
};

static uint8_t first_of(const struct run *run, uint32_t number) {
    return (uint8_t)(run->first + 17 * number);
}

// A block that lies in its place of the run, and whose place nobody else has, shares nothing.
static bool is_disjoint(struct trace *trace, size_t begin, uint32_t *number) {
    const struct run *run = trace->run;
    *number = 0;
    if (run->size == 0)
        return true;
    *number = (uint32_t)((begin - run->begin) / run->stride);
    if (begin < run->begin || (begin - run->begin) % run->stride != 0 || *number >= trace->wanted)
        return false;
    uint32_t bit = UINT32_C(1) << *number;
    return (atomic_fetch_or_explicit(&trace->numbers, bit, memory_order_relaxed) & bit) == 0;
}

static bool take(struct trace *trace, uint32_t *outcome) {
    const struct run *run = trace->run;
    unsigned char *block = shared_arena_take(&trace->arena, run->size, trace->alignment);
    if (block == NULL)
        return false;
    uint32_t number;
    if ((uintptr_t)block % trace->alignment != 0)
        *outcome &= ~(uint32_t)SHARED_ARENA_ALIGNED;
    if (!is_disjoint(trace, (size_t)(block - trace->arena.memory), &number))
        *outcome &= ~(uint32_t)SHARED_ARENA_DISJOINT;
    for (size_t j = 0; j < run->size; j++)
        block[j] = (uint8_t)(first_of(run, number) + 7 * j);
    atomic_fetch_add_explicit(&trace->amount, 1, memory_order_relaxed);
    return true;
}

static bool check_run(const struct trace *trace, const struct run *run, uint32_t *sum,
                      uint32_t *kept) {
    bool are_kept = true;
    for (uint32_t number = 0; number < run->count; number++) {
        const unsigned char *block = trace->arena.memory + run->begin + number * run->stride;
        uint32_t bytes = 0, differing = 0;
        uint8_t first = first_of(run, number);
        for (size_t j = 0; j < run->size; j++) {
            bytes += block[j];
            differing |= block[j] ^ (uint8_t)(first + 7 * j);
        }
        *sum += bytes;
        *kept += differing == 0;
        are_kept &= differing == 0;
    }
    return are_kept;
}

static void run_part(void *context, uint32_t number, uint32_t threads) {
    struct trace *trace = context;
    (void)number, (void)threads;
    uint32_t outcome = UINT32_MAX, sum = 0, kept = 0, ticket;
    while ((ticket = atomic_fetch_add_explicit(&trace->tickets, 1, memory_order_relaxed)) <
           trace->wanted) {
        if (trace->run == NULL) {
            if (!check_run(trace, &trace->runs[ticket], &sum, &kept))
                outcome &= ~(uint32_t)SHARED_ARENA_KEPT;
        } else if (!take(trace, &outcome)) {
            break;
        }
    }
    atomic_fetch_and_explicit(&trace->outcome, outcome, memory_order_relaxed);
    atomic_fetch_add_explicit(&trace->sum, sum, memory_order_relaxed);
}

// One round: wanted tickets, of which each is a block to take or a run to read.
static uint32_t run_round(struct trace *trace, struct thread_team *team, const struct run *run,
                          uint32_t wanted, uint32_t outcome) {
    trace->run = run;
    trace->wanted = wanted;
    atomic_store_explicit(&trace->tickets, 0, memory_order_relaxed);
    atomic_store_explicit(&trace->amount, 0, memory_order_relaxed);
    atomic_store_explicit(&trace->outcome, outcome, memory_order_relaxed);
    atomic_store_explicit(&trace->sum, 0, memory_order_relaxed);
    atomic_store_explicit(&trace->numbers, 0, memory_order_relaxed);
    if (wanted > 0)
        thread_team_run(team, run_part, trace);
    return atomic_load_explicit(&trace->outcome, memory_order_relaxed);
}

static uint32_t take_all(struct trace *trace, struct thread_team *team, struct run run,
                         size_t alignment, uint32_t count, uint32_t *outcome) {
    size_t used = atomic_load_explicit(&trace->arena.used, memory_order_relaxed);
    run.begin = (used + alignment - 1) & ~(alignment - 1);
    run.stride = (run.size + alignment - 1) & ~(alignment - 1);
    trace->alignment = alignment;
    *outcome = run_round(trace, team, &run, count,
                         SHARED_ARENA_DONE | SHARED_ARENA_ALIGNED | SHARED_ARENA_DISJOINT);
    run.count = atomic_load_explicit(&trace->amount, memory_order_relaxed);
    if (run.count > 0)
        trace->runs[trace->run_count++] = run;
    return run.count;
}

static uint32_t reset(struct trace *trace, struct thread_team *team, uint32_t *outcome,
                      uint32_t *sum) {
    uint32_t blocks = 0;
    for (uint32_t i = 0; i < trace->run_count; i++)
        blocks += trace->runs[i].count;
    *outcome =
        run_round(trace, team, NULL, trace->run_count, SHARED_ARENA_DONE | SHARED_ARENA_KEPT);
    *sum = atomic_load_explicit(&trace->sum, memory_order_relaxed);
    trace->run_count = 0;
    shared_arena_rewind(&trace->arena, 0);
    return blocks;
}

static uint32_t choose_threads(size_t rounds, const uint32_t *counts, uint32_t threads) {
    if (THREAD_TEAM_FORCED > 0)
        return thread_team_forced(threads);
    size_t blocks = 0;
    for (size_t i = 0; i < rounds; i++)
        blocks += counts[i];
    return blocks >= THREADS_FROM_BLOCKS ? threads : 1;
}

size_t arena_trace_shared(uint32_t capacity, uint32_t threads, size_t rounds,
                          const enum shared_arena_action actions[rounds],
                          const uint32_t counts[rounds], const uint32_t sizes[rounds],
                          const uint32_t alignments[rounds], uint32_t amounts[rounds],
                          uint32_t outcomes[rounds], uint32_t sums[rounds]) {
    struct trace trace = {.run_count = 0};
    struct thread_team team;
    if (!shared_arena_make(&trace.arena, capacity))
        abort();
    thread_team_start(&team, choose_threads(rounds, counts, threads));
    for (size_t i = 0; i < rounds; i++) {
        uint32_t amount, outcome, sum = 0;
        if (actions[i] == SHARED_ARENA_TAKE) {
            struct run run = {.size = sizes[i], .first = (uint8_t)(31 * ((uint32_t)i + 1))};
            amount = take_all(&trace, &team, run, alignments[i], counts[i], &outcome);
            sum = (uint32_t)atomic_load_explicit(&trace.arena.used, memory_order_relaxed);
        } else {
            amount = reset(&trace, &team, &outcome, &sum);
        }
        amounts[i] = amount;
        outcomes[i] = amount > 0 ? outcome : 0;
        sums[i] = sum;
    }
    thread_team_stop(&team);
    uint32_t kept = 0, sum = 0;
    for (uint32_t i = 0; i < trace.run_count; i++)
        check_run(&trace, &trace.runs[i], &sum, &kept);
    shared_arena_free(&trace.arena);
    vector_end();
    return kept;
}
