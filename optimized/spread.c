/// Signals go out along the arcs of the nodes that have one (the front) in ascending order of these
/// nodes, so that each target receives its contributions in the order that the contract wants. A
/// sparse front marks the nodes it reaches as bits, and only these are settled afterwards. Where
/// much is left to do, threads take over, each of which owns some of the targets.
///
/// Why no sums along incoming arcs: turning the graph round costs as much as four dense hops.
#include "../reference/spread.h"

#include "exp_negative.h"
#include "spread_threads.h"

#include <stdlib.h>
#include <string.h>

// A front with fewer arcs than this part of the nodes is sparse.
enum { SPARSE_PART = 8 };

enum { STACK_NODES = 512, BLOCK = 64 };

// The nodes whose signal is not zero, ascending, with their signals.
struct front {
    size_t count;
    uint32_t *ids;
    float *signals;
};

static bool has_signal(const float *signals) {
    int count = 0;
    for (size_t i = 0; i < BLOCK; i++)
        count += signals[i] != 0;
    return count > 0;
}

// Lists the seeds; false where they are not sparse.
static bool find_front(const struct spread_graph *graph, const float *seeds, struct front *front) {
    size_t arcs = 0;
    for (size_t begin = 0; begin < graph->nodes; begin += BLOCK) {
        size_t end = begin + BLOCK < graph->nodes ? begin + BLOCK : graph->nodes;
        if (end == begin + BLOCK && !has_signal(seeds + begin))
            continue;
        for (size_t t = begin; t < end; t++) {
            if (seeds[t] == 0)
                continue;
            front->ids[front->count] = (uint32_t)t;
            front->signals[front->count++] = seeds[t];
            arcs += graph->offsets[t + 1] - graph->offsets[t];
        }
        if (arcs >= graph->nodes / SPARSE_PART)
            return false;
    }
    return true;
}

static bool is_sparse(const struct spread_graph *graph, const struct front *front) {
    size_t arcs = 0;
    for (size_t i = 0; i < front->count; i++)
        arcs += graph->offsets[front->ids[i] + 1] - graph->offsets[front->ids[i]];
    return arcs < graph->nodes / SPARSE_PART;
}

static void push_sparse(const struct spread_graph *graph, const struct front *front, float *sums,
                        uint64_t *reached) {
    for (size_t i = 0; i < front->count; i++) {
        float signal = front->signals[i];
        size_t end = graph->offsets[front->ids[i] + 1];
        for (size_t j = graph->offsets[front->ids[i]]; j < end; j++) {
            uint32_t target = graph->targets[j];
            sums[target] += signal * graph->weights[j];
            reached[target / 64] |= UINT64_C(1) << target % 64;
        }
    }
}

static void settle_sparse(size_t nodes, struct front *front, float *sums, uint64_t *reached,
                          float decay, float *results) {
    size_t count = 0;
    for (size_t word = 0; word < (nodes + 63) / 64; word++) {
        for (uint64_t bits = reached[word]; bits != 0; bits &= bits - 1) {
            size_t t = word * 64 + (size_t)__builtin_ctzll(bits);
            float sum = sums[t];
            sums[t] = 0;
            spread_settle(&results[t], sum, decay);
            front->ids[count] = (uint32_t)t;
            front->signals[count] = sum;
            count += sum != 0;
        }
        reached[word] = 0;
    }
    front->count = count;
}

// From here on signals and sums lie at their nodes' places.
static void run_dense(const struct spread_graph *graph, struct spread_hops hops, float *signals,
                      float *sums, float *restrict results) {
    for (; hops.next <= hops.last; hops.next++) {
        float decay = exp_negative(hops.rate * (float)hops.next);
        memset(sums, 0, graph->nodes * sizeof *sums);
        spread_push(graph, signals, sums);
        for (size_t t = 0; t < graph->nodes; t++)
            spread_settle(&results[t], sums[t], decay);
        float *swapped = signals;
        signals = sums;
        sums = swapped;
    }
}

// `sums` and `reached` are zero on entry.
static void run(const struct spread_graph *graph, struct spread_hops hops, uint32_t threads,
                struct front *front, float *sums, uint64_t *reached, float *results) {
    size_t nodes = graph->nodes;
    bool sparse = find_front(graph, results, front);
    if (!sparse)
        memcpy(sums, results, nodes * sizeof *sums);
    for (; sparse && hops.next <= hops.last && front->count > 0; hops.next++) {
        float decay = exp_negative(hops.rate * (float)hops.next);
        push_sparse(graph, front, sums, reached);
        settle_sparse(nodes, front, sums, reached, decay, results);
        sparse = is_sparse(graph, front);
        for (size_t i = 0; !sparse && i < front->count; i++)
            sums[front->ids[i]] = front->signals[i];
    }
    if (sparse)
        return;
    uint32_t team = spread_choose_threads(graph, &hops, sums, threads);
    if (team > 1)
        spread_run_threads(graph, hops, team, sums, results);
    else
        run_dense(graph, hops, sums, front->signals, results);
}

static void settle_nan(size_t nodes, float *results) {
    for (size_t t = 0; t < nodes; t++) {
        uint32_t bits;
        memcpy(&bits, &results[t], sizeof bits);
        bits = results[t] != results[t] ? 0x7fc00000 : bits;
        memcpy(&results[t], &bits, sizeof bits);
    }
}

void spread(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
            const uint32_t targets[arcs], const float weights[arcs], uint32_t depth, float rate,
            uint32_t threads, float activation[nodes]) {
    uint64_t stack[STACK_NODES / 64 + STACK_NODES * 3 / 2];
    size_t words = (nodes + 63) / 64;
    struct spread_graph graph = {nodes, arcs, offsets, targets, weights};
    uint64_t *reached = stack;
    if (nodes > STACK_NODES) {
        reached = malloc(words * sizeof *reached + nodes * 3 * sizeof(float));
        if (reached == NULL)
            abort();
    }
    float *sums = (float *)(reached + words);
    struct front front = {0, (uint32_t *)(sums + 2 * nodes), sums + nodes};
    memset(reached, 0, words * sizeof *reached);
    memset(sums, 0, nodes * sizeof *sums);
    run(&graph, (struct spread_hops){1, depth, rate}, threads, &front, sums, reached, activation);
    settle_nan(nodes, activation);
    if (reached != stack)
        free(reached);
}
