/// The hops of a large front, on several threads.
///
/// Each thread owns the targets of every so many-th block of nodes and alone adds to them, in the
/// one order, so the results do not depend on the number of threads. It first copies the arcs to
/// its targets; then each hop reads all signals of the hop before and writes those of its nodes.
#ifndef LOCKSTEP_OPTIMIZED_SPREAD_THREADS_H
#define LOCKSTEP_OPTIMIZED_SPREAD_THREADS_H

#include "exp_negative.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

// Fewer arcs in all remaining hops, or in the next one, are not worth starting threads: that costs
// as much as about 50 000 arcs, and copying the arcs as much as half a hop.
#ifndef SPREAD_ARCS_MIN
#define SPREAD_ARCS_MIN 32768
#endif
#ifndef SPREAD_ARCS_ALL_HOPS_MIN
#define SPREAD_ARCS_ALL_HOPS_MIN 393216
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
    pthread_mutex_t gate; // held until the number of threads is final
    pthread_barrier_t barrier;
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

static inline bool spread_pays_threads(const struct spread_graph *graph,
                                       const struct spread_hops *hops, const float *signals,
                                       uint32_t threads) {
    if (threads == 1 || hops->next > hops->last || graph->arcs < SPREAD_ARCS_MIN)
        return false;
    size_t arcs = 0;
    for (size_t u = 0; u < graph->nodes; u++)
        arcs += signals[u] != 0 ? graph->offsets[u + 1] - graph->offsets[u] : 0;
    return arcs >= SPREAD_ARCS_MIN &&
           arcs * (hops->last - hops->next + 1) >= SPREAD_ARCS_ALL_HOPS_MIN;
}

// The arcs to a member's targets, in their order, as a graph of its own: one allocation, which
// begins with its offsets.
static struct spread_graph spread_copy_owned(const struct spread_graph *graph, uint32_t number,
                                             uint32_t threads) {
    // One more, since each arc is copied before it is known whether it is kept.
    size_t room = graph->arcs + 1;
    uint32_t *offsets = malloc((graph->nodes + 1 + 2 * room) * sizeof *offsets);
    if (offsets == NULL)
        abort();
    uint32_t *targets = offsets + graph->nodes + 1;
    float *weights = (float *)(targets + room);
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
            team->results[t] += sum * decay;
        }
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
    struct spread_graph owned = spread_copy_owned(team->graph, member->number, team->threads);
    for (uint32_t h = hops.next; h <= hops.last; h++) {
        uint32_t from = (h - hops.next) % 2;
        spread_hop(team, &owned, member->number, team->signals[from], team->signals[1 - from],
                   exp_negative(hops.rate * (float)h));
        pthread_barrier_wait(&team->barrier);
    }
    free((void *)(uintptr_t)owned.offsets);
    return NULL;
}

// Runs the remaining hops from the front's signals, which lie at their nodes' places.
static void spread_run_threads(const struct spread_graph *graph, struct spread_hops hops,
                               uint32_t threads, float *signals, float *results) {
    struct spread_member members[SPREAD_THREADS_MAX];
    size_t nodes = graph->nodes;
    float *memory = aligned_alloc(64, (2 * nodes * sizeof *memory / 64 + 2) * 64);
    if (memory == NULL)
        abort();
    float *sums = memory,
          *spare = memory + (nodes + SPREAD_BLOCK - 1) / SPREAD_BLOCK * SPREAD_BLOCK;
    memset(sums, 0, nodes * sizeof *sums);
    struct spread_team team = {.graph = graph,
                               .hops = hops,
                               .signals = {signals, spare},
                               .sums = sums,
                               .results = results};
    pthread_mutex_init(&team.gate, NULL);
    pthread_mutex_lock(&team.gate);
    uint32_t wanted = 2, started = 1;
    while (2 * wanted <= threads && wanted < SPREAD_THREADS_MAX)
        wanted *= 2;
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
    pthread_barrier_init(&team.barrier, NULL, team.threads);
    pthread_mutex_unlock(&team.gate);
    members[0] = (struct spread_member){.team = &team, .number = 0};
    spread_member_run(&members[0]);
    for (uint32_t i = 1; i < started; i++)
        pthread_join(members[i].thread, NULL);
    pthread_barrier_destroy(&team.barrier);
    pthread_mutex_destroy(&team.gate);
    free(memory);
}

#endif
