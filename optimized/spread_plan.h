/// A graph laid out for dense hops: sliced ELLPACK, of eight targets a slice, with all sorted by
/// the number of arcs that lead to them.
///
/// (Kreutzer, Hager, Wellein, Fehske and Bishop, A unified sparse matrix data format for efficient
/// general sparse matrix-vector multiplication on modern processors with wide SIMD units, 2014.)
///
/// A node's place is its number in that order. Column c of a slice holds the c-th arc to each of
/// its eight targets, in ascending order of sources, so that eight sums run side by side, each in
/// the one order. Where a target has fewer arcs, the source is a place that never has a signal and
/// the weight is zero. A zero signal times a finite weight is a zero, and so is the sum of zeros;
/// only the sign of such a sum depends on it, and zeros of either sign contribute nothing. So what
/// has no signal needs no test, in no floating-point state.
///
/// Laying out takes about as long as five hops of pushing. It pays where many dense hops follow,
/// or many queries.
#ifndef LOCKSTEP_OPTIMIZED_SPREAD_PLAN_H
#define LOCKSTEP_OPTIMIZED_SPREAD_PLAN_H

#include "spread_front.h"
#include "thread_team.h"
#include "vector.h"

#include <stdlib.h>

enum { SPREAD_LANES = 8 };

// As wide as the registers, since gcc keeps wider vectors in memory.
#ifdef __AVX2__
enum { SPREAD_WIDTH = 8 };
#else
enum { SPREAD_WIDTH = 4 };
#endif

enum { SPREAD_PARTS = SPREAD_LANES / SPREAD_WIDTH };

typedef float spread_floats __attribute__((vector_size(4 * SPREAD_WIDTH)));
typedef int32_t spread_ints __attribute__((vector_size(4 * SPREAD_WIDTH)));

// A mask behind it is any mask, so that a selection stays one; see spread_settle.
#if defined(__x86_64__)
#define SPREAD_OPAQUE(mask) __asm__("" : "+x"(mask))
#elif defined(__aarch64__)
#define SPREAD_OPAQUE(mask) __asm__("" : "+w"(mask))
#else
#define SPREAD_OPAQUE(mask) (void)0
#endif

/// One cache line: an arc to each target of a slice.
struct spread_column {
    uint32_t sources[SPREAD_LANES]; ///< places
    float weights[SPREAD_LANES];
};

/// Serves one query at a time. The graph's arrays are the caller's and must outlive the plan.
struct spread_plan {
    struct spread_graph graph;
    size_t slices;
    struct spread_column *columns;
    uint32_t *begins; ///< slices + 1 of them: the first column of each slice
    uint32_t *nodes;  ///< of places; those behind the last node have that one
    uint32_t *places; ///< of nodes
    /// Of a query, by place: signals of this hop and the next, behind which lies the place that
    /// never has one, and results.
    float *signals[2], *results;
    struct spread_front front;
    struct thread_team team;
    void *memory;
    /// See spread_lanes.h; NULL until they are wanted.
    float *lanes_memory;
};

VECTOR_INLINE spread_floats spread_load(const float *from) {
    spread_floats value;
    memcpy(&value, from, sizeof value);
    return value;
}

VECTOR_INLINE void spread_store(float *to, spread_floats value) {
    memcpy(to, &value, sizeof value);
}

/// The signals of SPREAD_WIDTH sources. Single loads: on Zen 3 a gather takes half as long again.
VECTOR_INLINE spread_floats spread_gather(const float *signals, const uint32_t *sources) {
#if defined(__AVX2__)
    return (spread_floats){signals[sources[0]], signals[sources[1]], signals[sources[2]],
                           signals[sources[3]], signals[sources[4]], signals[sources[5]],
                           signals[sources[6]], signals[sources[7]]};
#else
    return (spread_floats){signals[sources[0]], signals[sources[1]], signals[sources[2]],
                           signals[sources[3]]};
#endif
}

/// What spread_settle makes of many.
VECTOR_INLINE spread_floats spread_settled(spread_floats before, spread_floats signals,
                                           float decay) {
    spread_floats after = before + signals * decay;
    spread_ints is_signal = signals != (spread_floats){0};
    SPREAD_OPAQUE(is_signal);
    spread_ints chosen = (is_signal & (spread_ints)after) | (~is_signal & (spread_ints)before);
    return (spread_floats)chosen;
}

// ---- laying out ---------------------------------------------------------------------------------

static inline size_t spread_plan_places(const struct spread_plan *plan) {
    return plan->slices * SPREAD_LANES;
}

/// Orders nodes by falling counts, equal ones by number: fills nodes and places.
static void spread_plan_order(struct spread_plan *plan, const uint32_t *counts, uint32_t most) {
    size_t nodes = plan->graph.nodes;
    uint32_t *firsts = calloc((size_t)most + 2, sizeof *firsts);
    if (firsts == NULL)
        abort();
    for (size_t t = 0; t < nodes; t++)
        firsts[most - counts[t] + 1]++;
    for (size_t i = 0; i < most; i++)
        firsts[i + 1] += firsts[i];
    for (size_t t = 0; t < nodes; t++) {
        uint32_t place = firsts[most - counts[t]]++;
        plan->places[t] = place;
        plan->nodes[place] = (uint32_t)t;
    }
    // They lie in its slice, so no member reads a result that another one writes.
    for (size_t place = nodes; place < spread_plan_places(plan); place++)
        plan->nodes[place] = plan->nodes[nodes - 1];
    free(firsts);
}

/// The arcs to a place; none to those behind the last node.
static inline uint32_t spread_plan_count(const struct spread_plan *plan, const uint32_t *counts,
                                         size_t place) {
    return place < plan->graph.nodes ? counts[plan->nodes[place]] : 0;
}

/// Fills up rows that are shorter than their slice, and turns counts into the numbers of the
/// elements that the arcs to each node fill first.
static void spread_plan_pad(struct spread_plan *plan, uint32_t *counts) {
    for (size_t slice = 0; slice < plan->slices; slice++) {
        uint32_t begin = plan->begins[slice], width = plan->begins[slice + 1] - begin;
        for (size_t lane = 0; lane < SPREAD_LANES; lane++) {
            size_t place = slice * SPREAD_LANES + lane;
            for (uint32_t i = spread_plan_count(plan, counts, place); i < width; i++) {
                plan->columns[begin + i].sources[lane] = (uint32_t)spread_plan_places(plan);
                plan->columns[begin + i].weights[lane] = 0;
            }
            if (place < plan->graph.nodes)
                counts[plan->nodes[place]] = begin * SPREAD_LANES + (uint32_t)lane;
        }
    }
}

static void spread_plan_fill(struct spread_plan *plan, uint32_t *elements) {
    const struct spread_graph *graph = &plan->graph;
    for (size_t u = 0; u < graph->nodes; u++) {
        uint32_t place = plan->places[u];
        for (uint32_t j = graph->offsets[u]; j < graph->offsets[u + 1]; j++) {
            uint32_t element = elements[graph->targets[j]];
            elements[graph->targets[j]] = element + SPREAD_LANES;
            struct spread_column *column = &plan->columns[element / SPREAD_LANES];
            column->sources[element % SPREAD_LANES] = place;
            column->weights[element % SPREAD_LANES] = graph->weights[j];
        }
    }
}

/// Bytes up to the next cache line.
static inline size_t spread_lines(size_t bytes) {
    return (bytes + 63) & ~(size_t)63;
}

/// One piece of memory for all but the columns, whose number is not known yet. Returns where counts
/// of nodes, all zero, may be kept until the first query.
static uint32_t *spread_plan_reserve(struct spread_plan *plan) {
    size_t nodes = plan->graph.nodes, places = spread_plan_places(plan);
    size_t signals_bytes = spread_lines((places + SPREAD_LANES) * sizeof(float));
    size_t front_bytes = spread_lines(spread_front_words(nodes) * sizeof(uint64_t));
    size_t integers = plan->slices + 1 + places + nodes;
    size_t bytes = 3 * signals_bytes + front_bytes + spread_lines(integers * sizeof(uint32_t));
    char *memory = aligned_alloc(64, bytes);
    if (memory == NULL)
        abort();
    plan->memory = memory;
    plan->signals[0] = (float *)(void *)memory;
    plan->signals[1] = (float *)(void *)(memory + signals_bytes);
    plan->results = (float *)(void *)(memory + 2 * signals_bytes);
    memory += 3 * signals_bytes;
    plan->front = spread_front_make(nodes, (uint64_t *)(void *)memory);
    plan->begins = (uint32_t *)(void *)(memory + front_bytes);
    plan->nodes = plan->begins + plan->slices + 1;
    plan->places = plan->nodes + places;
    memset(plan->signals[0], 0, 2 * signals_bytes);
    return memset(plan->front.ids, 0, nodes * sizeof(uint32_t));
}

/// Lays out a graph, for up to `threads` threads at once (0 and 1: the caller alone), which stay
/// until spread_plan_free. Its weights are finite, its arcs fewer than 2^28; a node to which most
/// arcs lead costs up to eight times its memory. Aborts where memory is lacking.
static inline void spread_plan_make(struct spread_plan *plan, const struct spread_graph *graph,
                                    uint32_t threads) {
    plan->graph = *graph;
    plan->lanes_memory = NULL;
    plan->slices = (graph->nodes + SPREAD_LANES - 1) / SPREAD_LANES;
    uint32_t *counts = spread_plan_reserve(plan), most = 0, columns = 0;
    for (size_t j = 0; j < graph->arcs; j++)
        counts[graph->targets[j]]++;
    for (size_t t = 0; t < graph->nodes; t++)
        most = most > counts[t] ? most : counts[t];
    spread_plan_order(plan, counts, most);
    for (size_t slice = 0; slice < plan->slices; slice++) {
        plan->begins[slice] = columns;
        columns += spread_plan_count(plan, counts, slice * SPREAD_LANES);
    }
    plan->begins[plan->slices] = columns;
    plan->columns = aligned_alloc(64, ((size_t)columns + 1) * sizeof *plan->columns);
    if (plan->columns == NULL)
        abort();
    spread_plan_pad(plan, counts);
    spread_plan_fill(plan, counts);
    thread_team_start(&plan->team, threads);
}

static inline void spread_plan_free(struct spread_plan *plan) {
    thread_team_stop(&plan->team);
    free(plan->columns);
    free(plan->memory);
    free(plan->lanes_memory);
}

// ---- hops ---------------------------------------------------------------------------------------

/// The first slice of a member's part. Parts have about equally many columns, and begin at even
/// slices, so that no two members write to one cache line of signals.
static inline size_t spread_plan_part(const struct spread_plan *plan, uint32_t number,
                                      uint32_t threads) {
    if (number == 0)
        return 0;
    if (number == threads)
        return plan->slices;
    uint64_t wanted = (plan->begins[plan->slices] + plan->slices) * number / threads;
    size_t low = 0, high = plan->slices;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (plan->begins[middle] + middle < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low + low % 2 < plan->slices ? low + low % 2 : plan->slices;
}

/// One hop. The first one takes results from where the query has them, the last one returns them.
struct spread_pull {
    const struct spread_plan *plan;
    const float *signals;
    float *next;
    const float *entry; ///< by node, or NULL
    float *exit;        ///< the same
    float decay;
};

VECTOR_INLINE void spread_pull_settle(const struct spread_pull *pull, size_t place,
                                      spread_floats sums) {
    const struct spread_plan *plan = pull->plan;
    spread_floats before = pull->entry != NULL ? spread_gather(pull->entry, plan->nodes + place)
                                               : spread_load(plan->results + place);
    spread_floats after = spread_settled(before, sums, pull->decay);
    spread_store(plan->results + place, after);
    if (pull->exit == NULL)
        return;
    size_t left = plan->graph.nodes > place ? plan->graph.nodes - place : 0;
    for (size_t i = 0; i < SPREAD_WIDTH && i < left; i++)
        pull->exit[plan->nodes[place + i]] = after[i];
}

static void spread_pull_part(void *context, uint32_t number, uint32_t threads) {
    const struct spread_pull pull = *(const struct spread_pull *)context;
    const struct spread_plan *plan = pull.plan;
    size_t last = spread_plan_part(plan, number + 1, threads);
    for (size_t slice = spread_plan_part(plan, number, threads); slice < last; slice++) {
        spread_floats sums[SPREAD_PARTS] = {{0}};
        const struct spread_column *end = plan->columns + plan->begins[slice + 1];
        for (const struct spread_column *column = plan->columns + plan->begins[slice]; column < end;
             column++) {
            VECTOR_UNROLL for (size_t i = 0; i < SPREAD_PARTS; i++) sums[i] +=
                spread_gather(pull.signals, column->sources + i * SPREAD_WIDTH) *
                spread_load(column->weights + i * SPREAD_WIDTH);
        }
        VECTOR_UNROLL for (size_t i = 0; i < SPREAD_PARTS; i++) {
            size_t place = slice * SPREAD_LANES + i * SPREAD_WIDTH;
            spread_store(pull.next + place, sums[i]);
            spread_pull_settle(&pull, place, sums[i]);
        }
    }
}

/// Runs the dense hops up to the last, from signals by place in signals[0].
static void spread_plan_hops(struct spread_plan *plan, struct spread_hops *hops,
                             float *activation) {
    for (const float *entry = activation; hops->next <= hops->last; hops->next++, entry = NULL) {
        float *signals = plan->signals[0], *next = plan->signals[1];
        struct spread_pull pull = {.plan = plan,
                                   .signals = signals,
                                   .next = next,
                                   .entry = entry,
                                   .exit = hops->next == hops->last ? activation : NULL,
                                   .decay = spread_decay(hops)};
        thread_team_run(&plan->team, spread_pull_part, &pull);
        plan->signals[0] = next;
        plan->signals[1] = signals;
    }
}

/// Puts the signals of a front, or of every node where there is none, to their places.
static void spread_plan_enter(struct spread_plan *plan, const struct spread_front *front,
                              const float *activation) {
    float *signals = plan->signals[0];
    if (front != NULL) {
        memset(signals, 0, spread_plan_places(plan) * sizeof *signals);
        for (size_t i = 0; i < front->count; i++)
            signals[plan->places[front->ids[i]]] = front->signals[i];
    } else {
        for (size_t place = 0; place < plan->graph.nodes; place++)
            signals[place] = activation[plan->nodes[place]];
    }
}

// A front with fewer arcs than this part of the graph's is pushed.
enum { SPREAD_PUSH_PART = 4 };

static inline size_t spread_push_limit(const struct spread_graph *graph) {
    return graph->arcs / SPREAD_PUSH_PART + 1;
}

/// What spread computes, whose parameters these are.
static inline void spread_plan_run(struct spread_plan *plan, uint32_t depth, float rate,
                                   float *activation) {
    struct spread_hops hops = {1, depth, rate};
    size_t limit = spread_push_limit(&plan->graph);
    bool is_sparse = spread_front_find(&plan->graph, activation, limit, &plan->front);
    if (!is_sparse || !spread_front_run(&plan->graph, &hops, limit, &plan->front, activation)) {
        spread_plan_enter(plan, is_sparse ? &plan->front : NULL, activation);
        spread_plan_hops(plan, &hops, activation);
    }
    spread_settle_nan(plan->graph.nodes, activation);
}

#endif
