/// The hops of a front that is small against its graph: what sends signals is listed, and so is
/// what they reach, so that a hop costs what it touches and not what the graph has.
#ifndef LOCKSTEP_OPTIMIZED_SPREAD_FRONT_H
#define LOCKSTEP_OPTIMIZED_SPREAD_FRONT_H

#include "exp_negative.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SPREAD_SEARCH_BLOCK = 64 };

/// For each j from offsets[u] up to before offsets[u + 1] an arc from u to targets[j].
struct spread_graph {
    size_t nodes, arcs;
    const uint32_t *offsets, *targets;
    const float *weights;
};

/// The hops to come.
struct spread_hops {
    uint32_t next, last;
    float rate;
};

static inline float spread_decay(const struct spread_hops *hops) {
    return exp_negative(hops->rate * (float)hops->next);
}

/// The nodes whose signal is not zero, ascending, with their signals. Sums and reached, a bit for
/// each node, are zero between two hops.
struct spread_front {
    size_t count;
    uint32_t *ids;
    float *signals;
    float *sums;
    uint64_t *reached;
};

static inline size_t spread_words(size_t nodes) {
    return (nodes + 63) / 64;
}

/// Words of 64 bits that a front of so many nodes needs.
static inline size_t spread_front_words(size_t nodes) {
    return spread_words(nodes) + (3 * nodes + 1) / 2;
}

static inline void spread_front_clear(size_t nodes, struct spread_front *front) {
    memset(front->reached, 0, spread_words(nodes) * sizeof *front->reached);
    memset(front->sums, 0, nodes * sizeof *front->sums);
}

/// The memory has no declared type, so that each part can have its own.
static inline struct spread_front spread_front_make(size_t nodes, uint64_t *memory) {
    float *sums = (float *)(memory + spread_words(nodes));
    struct spread_front front = {0, (uint32_t *)(sums + nodes), sums + 2 * nodes, sums, memory};
    spread_front_clear(nodes, &front);
    return front;
}

static inline bool spread_has_signal(const float *signals) {
    int count = 0;
    for (size_t i = 0; i < SPREAD_SEARCH_BLOCK; i++)
        count += signals[i] != 0;
    return count > 0;
}

/// Lists the seeds; false, and the list is not whole, where they have `limit` arcs or more.
static inline bool spread_front_find(const struct spread_graph *graph, const float *seeds,
                                     size_t limit, struct spread_front *front) {
    size_t arcs = 0;
    front->count = 0;
    for (size_t begin = 0; begin < graph->nodes; begin += SPREAD_SEARCH_BLOCK) {
        bool is_whole = begin + SPREAD_SEARCH_BLOCK <= graph->nodes;
        size_t end = is_whole ? begin + SPREAD_SEARCH_BLOCK : graph->nodes;
        if (is_whole && !spread_has_signal(seeds + begin))
            continue;
        for (size_t t = begin; t < end; t++) {
            if (seeds[t] == 0)
                continue;
            front->ids[front->count] = (uint32_t)t;
            front->signals[front->count++] = seeds[t];
            arcs += graph->offsets[t + 1] - graph->offsets[t];
        }
        if (arcs >= limit)
            return false;
    }
    return true;
}

static inline size_t spread_front_arcs(const struct spread_graph *graph,
                                       const struct spread_front *front) {
    size_t arcs = 0;
    for (size_t i = 0; i < front->count; i++)
        arcs += graph->offsets[front->ids[i] + 1] - graph->offsets[front->ids[i]];
    return arcs;
}

/// Adds a signal to a result, unless it is zero. The store is conditional, and no value is
/// selected, because clang makes an addition of -0 of the latter: that changes subnormals where
/// these are flushed, and +0 where sums are rounded down.
static inline void spread_settle(float *result, float signal, float decay) {
    if (signal != 0)
        *result += signal * decay;
}

static inline void spread_front_settle(size_t nodes, struct spread_front *front, float decay,
                                       float *results) {
    size_t count = 0;
    for (size_t word = 0; word < spread_words(nodes); word++) {
        for (uint64_t bits = front->reached[word]; bits != 0; bits &= bits - 1) {
            size_t t = word * 64 + (size_t)__builtin_ctzll(bits);
            float sum = front->sums[t];
            front->sums[t] = 0;
            spread_settle(&results[t], sum, decay);
            front->ids[count] = (uint32_t)t;
            front->signals[count] = sum;
            count += sum != 0;
        }
        front->reached[word] = 0;
    }
    front->count = count;
}

/// One hop. Sources ascend, so each target receives what it receives in the one order.
static inline void spread_front_hop(const struct spread_graph *graph, struct spread_front *front,
                                    float decay, float *results) {
    for (size_t i = 0; i < front->count; i++) {
        float signal = front->signals[i];
        size_t end = graph->offsets[front->ids[i] + 1];
        for (size_t j = graph->offsets[front->ids[i]]; j < end; j++) {
            uint32_t target = graph->targets[j];
            front->sums[target] += signal * graph->weights[j];
            front->reached[target / 64] |= UINT64_C(1) << target % 64;
        }
    }
    spread_front_settle(graph->nodes, front, decay, results);
}

/// Hops while fewer than `limit` arcs lead out of the front. Afterwards either no hop is left that
/// would change anything, and the result is true, or the front is whole and wants the next hop.
static inline bool spread_front_run(const struct spread_graph *graph, struct spread_hops *hops,
                                    size_t limit, struct spread_front *front, float *results) {
    for (; hops->next <= hops->last && front->count > 0; hops->next++) {
        if (spread_front_arcs(graph, front) >= limit)
            return false;
        spread_front_hop(graph, front, spread_decay(hops), results);
    }
    return true;
}

/// Every NaN becomes the one NaN of results.
static inline void spread_settle_nan(size_t count, float *results) {
    for (size_t t = 0; t < count; t++) {
        uint32_t bits;
        memcpy(&bits, &results[t], sizeof bits);
        bits = results[t] != results[t] ? 0x7fc00000 : bits;
        memcpy(&results[t], &bits, sizeof bits);
    }
}

#endif
