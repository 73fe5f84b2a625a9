/// Signals go out along the arcs of the nodes that have one (the front) in ascending order of these
/// nodes, so that each target receives its contributions in the order that the contract wants.
/// While the front is small, only what it reaches is touched. A large front is pushed as well where
/// few hops are left; where many are, or several threads may share them, the graph is laid out for
/// sums along incoming arcs, and each thread owns some of the targets.
#include "../reference/spread.h"

#include "spread_plan.h"

// A front with fewer arcs than this part of the nodes is sparse.
enum { SPARSE_PART = 8 };

enum { STACK_NODES = 512 };

// What things cost, in tenths of the time in which a dense hop pushes along an arc, which is about
// a nanosecond: to lay out an arc, to pull along one, to start and join a thread, to wait for
// others after a hop.
enum { LAY_OUT_COST = 45, PULL_COST = 4, THREAD_COST = 300000, WAIT_COST = 20000 };

// Whether laying out pays, for which number of threads: 0 where it does not. By a quarter at least,
// since processors are seldom idle.
static uint32_t choose_threads(const struct spread_graph *graph, const struct spread_hops *hops,
                               const float *signals, uint32_t threads) {
    if (THREAD_TEAM_FORCED > 0)
        return thread_team_forced(threads);
    uint64_t left = hops->last - hops->next + 1, arcs = 0;
    if (left * (10 - PULL_COST) <= LAY_OUT_COST && threads <= 1)
        return 0;
    for (size_t u = 0; u < graph->nodes; u++)
        arcs += signals[u] != 0 ? graph->offsets[u + 1] - graph->offsets[u] : 0;
    uint64_t push = left * arcs * 10, base = graph->arcs * (uint64_t)LAY_OUT_COST;
    uint64_t pull = left * graph->arcs * PULL_COST;
    if (threads <= 1 || push <= (base + THREAD_COST) * 5 / 4)
        return push > (base + pull) * 5 / 4;
    uint32_t processors = thread_team_processors();
    uint32_t team = threads < processors ? threads : processors;
    uint64_t cost = base + pull / team + team * (uint64_t)THREAD_COST + left * WAIT_COST;
    if (team > 1 && cost < base + pull && push > cost * 5 / 4)
        return team;
    return push > (base + pull) * 5 / 4;
}

// From here on signals and sums lie at their nodes' places.
static void push_dense(const struct spread_graph *graph, struct spread_hops hops, float *signals,
                       float *sums, float *restrict results) {
    for (; hops.next <= hops.last; hops.next++) {
        float decay = spread_decay(&hops);
        memset(sums, 0, graph->nodes * sizeof *sums);
        for (size_t u = 0; u < graph->nodes; u++) {
            float signal = signals[u];
            if (signal == 0)
                continue;
            for (size_t j = graph->offsets[u]; j < graph->offsets[u + 1]; j++)
                sums[graph->targets[j]] += signal * graph->weights[j];
        }
        for (size_t t = 0; t < graph->nodes; t++)
            spread_settle(&results[t], sums[t], decay);
        float *swapped = signals;
        signals = sums;
        sums = swapped;
    }
}

static void pull_dense(const struct spread_graph *graph, struct spread_hops hops, uint32_t threads,
                       const float *signals, float *results) {
    struct spread_plan plan;
    spread_plan_make(&plan, graph, threads);
    spread_plan_enter(&plan, NULL, signals);
    spread_plan_hops(&plan, &hops, results);
    spread_plan_free(&plan);
}

static void run(const struct spread_graph *graph, struct spread_hops hops, uint32_t threads,
                struct spread_front *front, float *results) {
    size_t limit = graph->nodes / SPARSE_PART;
    bool is_sparse = spread_front_find(graph, results, limit, front);
    if (is_sparse && spread_front_run(graph, &hops, limit, front, results))
        return;
    if (hops.next > hops.last)
        return;
    // The sums are zero, so they can take the signals.
    float *signals = front->sums;
    if (is_sparse) {
        for (size_t i = 0; i < front->count; i++)
            signals[front->ids[i]] = front->signals[i];
    } else {
        memcpy(signals, results, graph->nodes * sizeof *signals);
    }
    uint32_t team = choose_threads(graph, &hops, signals, threads);
    if (team > 0)
        pull_dense(graph, hops, team, signals, results);
    else
        push_dense(graph, hops, signals, front->signals, results);
}

void spread(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
            const uint32_t targets[arcs], const float weights[arcs], uint32_t depth, float rate,
            uint32_t threads, float activation[nodes]) {
    struct {
        uint64_t reached[STACK_NODES / 64];
        float sums[STACK_NODES], signals[STACK_NODES];
        uint32_t ids[STACK_NODES];
    } stack;
    struct spread_graph graph = {nodes, arcs, offsets, targets, weights};
    struct spread_front front = {0, stack.ids, stack.signals, stack.sums, stack.reached};
    uint64_t *memory = NULL;
    if (nodes > STACK_NODES) {
        memory = malloc(spread_front_words(nodes) * sizeof *memory);
        if (memory == NULL)
            abort();
        front = spread_front_make(nodes, memory);
    } else {
        spread_front_clear(nodes, &front);
    }
    run(&graph, (struct spread_hops){1, depth, rate}, threads, &front, activation);
    spread_settle_nan(nodes, activation);
    free(memory);
    vector_end();
}
