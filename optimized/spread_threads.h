/// The hops of a large front, on several threads.
///
/// Each thread owns the targets of every so many-th block of nodes and alone adds to them, in the
/// one order, so the results do not depend on the number of threads. It first copies the arcs to
/// its targets; then each hop reads all signals of the hop before and writes those of its nodes.
#ifndef LOCKSTEP_OPTIMIZED_SPREAD_THREADS_H
#define LOCKSTEP_OPTIMIZED_SPREAD_THREADS_H

#include "exp_negative.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

// What threads cost, in arcs that one thread could push meanwhile, each about a nanosecond: to
// start and to join them, and to wait for each other after a hop.
enum { SPREAD_START_ARCS = 60000, SPREAD_WAIT_ARCS = 8000, SPREAD_SPINS = 4000 };

// A test defines it as 1, so that threads also run on small graphs.
#ifndef SPREAD_ALWAYS_THREADS
#define SPREAD_ALWAYS_THREADS 0
#endif

// A block is a cache line of signals. Hubs often have neighbouring numbers, blocks share them out.
enum { SPREAD_THREADS_MAX = 16, SPREAD_BLOCK = 16 };

struct spread_graph {
    size_t nodes, arcs;
    const uint32_t *offsets, *targets;
    const float *weights;
};

struct spread_hops {
    uint32_t next, last;
    float rate;
};

struct spread_team {
    const struct spread_graph *graph;
    struct spread_hops hops;
    uint32_t threads; // a power of two
    float *signals[2];
    float *sums;
    float *results;
    uint32_t *copies;
    pthread_mutex_t gate; // held until the number of threads is final
    _Atomic uint32_t arrived, hop;
};

struct spread_member {
    struct spread_team *team;
    uint32_t number;
    pthread_t thread;
};

// One hop: adds to sums what every node with a signal sends out.
static inline void spread_push(const struct spread_graph *graph, const float *restrict signals,
                               float *restrict sums) {
    for (size_t u = 0; u < graph->nodes; u++) {
        float signal = signals[u];
        if (signal == 0)
            continue;
        size_t end = graph->offsets[u + 1];
        for (size_t j = graph->offsets[u]; j < end; j++)
            sums[graph->targets[j]] += signal * graph->weights[j];
    }
}

// Adds a signal to a result, unless it is zero. The store is conditional, and no value is selected,
// because clang makes an addition of -0 of the latter: that changes subnormals where these are
// flushed, and +0 where sums are rounded down.
static inline void spread_settle(float *result, float signal, float decay) {
    if (signal != 0)
        *result += signal * decay;
}

// The largest power of two that is allowed.
static inline uint32_t spread_team_size(uint32_t threads) {
    uint32_t size = 1;
    while (2 * size <= threads && size < SPREAD_THREADS_MAX)
        size *= 2;
    return size;
}

// Those that this thread may run on.
static inline uint32_t spread_processors(void) {
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof processors, &processors) != 0)
        return 1;
    return (uint32_t)CPU_COUNT(&processors);
}

// How many threads to use for the remaining hops: 1 where more would not pay.
static inline uint32_t spread_choose_threads(const struct spread_graph *graph,
                                             const struct spread_hops *hops, const float *signals,
                                             uint32_t threads) {
    size_t left = hops->next <= hops->last ? hops->last - hops->next + 1 : 0;
    if (SPREAD_ALWAYS_THREADS && left > 0)
        return spread_team_size(threads);
    if (threads == 1 || graph->arcs * left < SPREAD_START_ARCS)
        return 1;
    uint32_t processors = spread_processors();
    uint32_t size = spread_team_size(threads < processors ? threads : processors);
    size_t arcs = 0;
    for (size_t u = 0; u < graph->nodes; u++)
        arcs += signals[u] != 0 ? graph->offsets[u + 1] - graph->offsets[u] : 0;
    size_t cost = SPREAD_START_ARCS + graph->arcs + left * (arcs / size + SPREAD_WAIT_ARCS);
    // By half at least, since processors are seldom idle.
    return left * arcs > cost + cost / 2 ? size : 1;
}

// Words that a member needs for its copy of the graph. One arc more than there are, since each is
// copied before it is known whether it is kept.
static inline size_t spread_copy_words(const struct spread_graph *graph) {
    return graph->nodes + 1 + 2 * (graph->arcs + 1);
}

// The arcs to a member's targets, in their order, as a graph of its own in `memory`.
static struct spread_graph spread_copy_owned(const struct spread_graph *graph, uint32_t number,
                                             uint32_t threads, uint32_t *memory) {
    uint32_t *offsets = memory, *targets = offsets + graph->nodes + 1;
    float *weights = (float *)(targets + graph->arcs + 1);
    uint32_t count = 0;
    for (size_t row = 0; row < graph->nodes; row++) {
        offsets[row] = count;
        for (size_t j = graph->offsets[row]; j < graph->offsets[row + 1]; j++) {
            targets[count] = graph->targets[j];
            weights[count] = graph->weights[j];
            count += (graph->targets[j] / SPREAD_BLOCK & (threads - 1)) == number;
        }
    }
    offsets[graph->nodes] = count;
    return (struct spread_graph){graph->nodes, count, offsets, targets, weights};
}

static void spread_hop(const struct spread_team *team, const struct spread_graph *owned,
                       uint32_t number, const float *restrict signals, float *restrict next,
                       float decay) {
    spread_push(owned, signals, team->sums);
    size_t stride = (size_t)team->threads * SPREAD_BLOCK;
    for (size_t block = (size_t)number * SPREAD_BLOCK; block < owned->nodes; block += stride) {
        size_t end = block + SPREAD_BLOCK < owned->nodes ? block + SPREAD_BLOCK : owned->nodes;
        for (size_t t = block; t < end; t++) {
            float sum = team->sums[t];
            team->sums[t] = 0;
            next[t] = sum;
            spread_settle(&team->results[t], sum, decay);
        }
    }
}

// Returns when all members have called it. A hop takes tens of microseconds, so sleeping would cost
// more than it gives; where processors are scarce, others may run.
static void spread_wait(struct spread_team *team) {
    uint32_t hop = atomic_load_explicit(&team->hop, memory_order_relaxed);
    if (atomic_fetch_add_explicit(&team->arrived, 1, memory_order_acq_rel) + 1 == team->threads) {
        atomic_store_explicit(&team->arrived, 0, memory_order_relaxed);
        atomic_store_explicit(&team->hop, hop + 1, memory_order_release);
        return;
    }
    for (uint32_t i = 0; atomic_load_explicit(&team->hop, memory_order_acquire) == hop; i++) {
        if (i > SPREAD_SPINS)
            sched_yield();
    }
}

static void *spread_member_run(void *argument) {
    struct spread_member *member = argument;
    struct spread_team *team = member->team;
    pthread_mutex_lock(&team->gate);
    pthread_mutex_unlock(&team->gate);
    struct spread_hops hops = team->hops;
    if (member->number >= team->threads)
        return NULL;
    uint32_t *memory = team->copies + member->number * spread_copy_words(team->graph);
    struct spread_graph owned =
        spread_copy_owned(team->graph, member->number, team->threads, memory);
    for (uint32_t h = hops.next; h <= hops.last; h++) {
        uint32_t from = (h - hops.next) % 2;
        spread_hop(team, &owned, member->number, team->signals[from], team->signals[1 - from],
                   exp_negative(hops.rate * (float)h));
        spread_wait(team);
    }
    return NULL;
}

// Runs the remaining hops from the front's signals, which lie at their nodes' places, on a power
// of two of threads.
static void spread_run_threads(const struct spread_graph *graph, struct spread_hops hops,
                               uint32_t wanted, float *signals, float *results) {
    struct spread_member members[SPREAD_THREADS_MAX];
    uint32_t started = 1;
    // Sums and signals begin at cache lines: no two members write to the same one.
    size_t lines = (graph->nodes + SPREAD_BLOCK - 1) / SPREAD_BLOCK;
    size_t copies_bytes = wanted * spread_copy_words(graph) * sizeof(uint32_t);
    float *memory = aligned_alloc(64, (2 * lines + copies_bytes / 64 + 1) * 64);
    if (memory == NULL)
        abort();
    float *sums = memory, *spare = sums + lines * SPREAD_BLOCK;
    memset(sums, 0, lines * 64);
    struct spread_team team = {.graph = graph,
                               .hops = hops,
                               .signals = {signals, spare},
                               .sums = sums,
                               .results = results,
                               .copies = (uint32_t *)(spare + lines * SPREAD_BLOCK)};
    pthread_mutex_init(&team.gate, NULL);
    pthread_mutex_lock(&team.gate);
    for (; started < wanted; started++) {
        members[started] = (struct spread_member){.team = &team, .number = started};
        if (pthread_create(&members[started].thread, NULL, spread_member_run, &members[started]) !=
            0)
            break;
    }
    // Where the system does not grant as many, those beyond a power of two return at once.
    team.threads = wanted;
    while (team.threads > started)
        team.threads /= 2;
    pthread_mutex_unlock(&team.gate);
    members[0] = (struct spread_member){.team = &team, .number = 0};
    spread_member_run(&members[0]);
    for (uint32_t i = 1; i < started; i++)
        pthread_join(members[i].thread, NULL);
    pthread_mutex_destroy(&team.gate);
    free(memory);
}

#endif
