/// The graph is laid out once. Each query pushes while its front is small; those that become large
/// go on together, as lanes. See spread_plan.h and spread_lanes.h.
#include "../reference/spread_many.h"

#include "spread_lanes.h"

// Threads are started where each has at least so many arcs to pull, times queries and hops; a
// thousand take less than half a microsecond.
enum { ARCS_PER_THREAD = 1000000 };

static uint32_t choose_threads(size_t arcs, size_t queries, uint32_t depth, uint32_t threads) {
    if (THREAD_TEAM_FORCED > 0)
        return thread_team_forced(threads);
    if (threads <= 1)
        return 1;
    uint64_t wanted = (uint64_t)arcs * queries * depth / ARCS_PER_THREAD;
    if (wanted <= 1)
        return 1;
    uint32_t processors = thread_team_processors();
    threads = threads < processors ? threads : processors;
    return wanted < threads ? (uint32_t)wanted : threads;
}

void spread_many(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                 float rate, size_t queries, uint32_t threads, float activations[queries * nodes]) {
    struct spread_graph graph = {nodes, arcs, offsets, targets, weights};
    struct spread_plan plan;
    spread_plan_make(&plan, &graph, choose_threads(arcs, queries, depth, threads));
    spread_plan_run_many(&plan, depth, rate, queries, activations);
    spread_plan_free(&plan);
    vector_end();
}
