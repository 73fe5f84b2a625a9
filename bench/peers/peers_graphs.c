/// Building a scale-free graph, spreading over it, and gathering from it.
#include "base/diag.h"
#include "bench/peers/graphblas.h"
#include "bench/peers/libraries.h"
#include "bench/peers/peers_data.h"
#include "optimized/spread_lanes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEGREE = 5, DEPTH = 5, QUERIES = 16, LISTS = 1000, FOUND = 65536 };

/// An undirected graph: every edge is an arc in both directions.
struct graph {
    size_t nodes, edges, arcs;
    char size[64], query_size[64]; ///< "10000 nodes, 99950 arcs", and with the depth of a query
    uint32_t *sources, *targets, *offsets, *sorted_targets;
    float *weights, *sorted_weights, *seeds, *activation, *signals;
    uint32_t *ids, *ends, *found;
    float rate;
    struct spread_plan plan;
};

typedef void attach_function(size_t nodes, size_t arcs_per_node, uint64_t seed, uint32_t *sources,
                             uint32_t *targets);
typedef void build_function(size_t nodes, size_t arcs, const uint32_t *sources,
                            const uint32_t *targets, const float *weights, uint32_t *offsets,
                            uint32_t *sorted_targets, float *sorted_weights);
typedef void spread_function(size_t nodes, size_t arcs, const uint32_t *offsets,
                             const uint32_t *targets, const float *weights, uint32_t depth,
                             float rate, uint32_t threads, float *activation);
typedef void spread_many_function(size_t nodes, size_t arcs, const uint32_t *offsets,
                                  const uint32_t *targets, const float *weights, uint32_t depth,
                                  float rate, size_t queries, uint32_t threads, float *activations);
typedef void plan_function(struct spread_plan *plan, uint32_t depth, float rate, float *activation);
typedef void plan_many_function(struct spread_plan *plan, uint32_t depth, float rate,
                                size_t queries, float *activations);
typedef void plain_function(size_t nodes, const uint32_t *offsets, const uint32_t *targets,
                            const float *weights, uint32_t depth, float rate, float *activation,
                            float *signals);
typedef void graphblas_function(size_t nodes, uint32_t depth, float rate, float *activation);
typedef size_t neighbors_function(size_t nodes, size_t arcs, const uint32_t *offsets,
                                  const uint32_t *targets, size_t count, const uint32_t *ids,
                                  size_t capacity, uint32_t *ends, uint32_t *found);

#define RUN(name, type, ...)                                                                       \
    static void name(void *work, peers_function function, uint64_t calls) {                        \
        struct graph *g = work;                                                                    \
        type *f = (type *)function;                                                                \
        for (; calls > 0; calls--) {                                                               \
            __VA_ARGS__;                                                                           \
            PEERS_KEEP();                                                                          \
        }                                                                                          \
    }

/// A query begins with its seeds; all sides copy them alike.
#define SEED(queries) memcpy(g->activation, g->seeds, (size_t)(queries)*g->nodes * sizeof(float))
#define GRAPH         g->offsets, g->sorted_targets, g->sorted_weights

RUN(run_attach, attach_function, f(g->nodes, DEGREE, 1, g->sources, g->targets))
RUN(run_build, build_function,
    f(g->nodes, g->arcs, g->sources, g->targets, g->weights, g->offsets, g->sorted_targets,
      g->sorted_weights))
RUN(run_spread, spread_function, SEED(1);
    f(g->nodes, g->arcs, GRAPH, DEPTH, g->rate, 1, g->activation))
RUN(run_plain, plain_function, SEED(1);
    f(g->nodes, GRAPH, DEPTH, g->rate, g->activation, g->signals))
RUN(run_graphblas, graphblas_function, SEED(1); f(g->nodes, DEPTH, g->rate, g->activation))
RUN(run_spread_many, spread_many_function, SEED(QUERIES);
    f(g->nodes, g->arcs, GRAPH, DEPTH, g->rate, QUERIES, 1, g->activation))
RUN(run_spread_each, spread_function, SEED(QUERIES); for (size_t q = 0; q < QUERIES; q++)
        f(g->nodes, g->arcs, GRAPH, DEPTH, g->rate, 1, g->activation + q * g->nodes))
RUN(run_plain_each, plain_function, SEED(QUERIES); for (size_t q = 0; q < QUERIES; q++)
        f(g->nodes, GRAPH, DEPTH, g->rate, g->activation + q * g->nodes, g->signals))
RUN(run_graphblas_each, graphblas_function, SEED(QUERIES);
    for (size_t q = 0; q < QUERIES; q++) f(g->nodes, DEPTH, g->rate, g->activation + q * g->nodes))
RUN(run_plan, plan_function, SEED(1); f(&g->plan, DEPTH, g->rate, g->activation))
RUN(run_plan_many, plan_many_function, SEED(QUERIES);
    f(&g->plan, DEPTH, g->rate, QUERIES, g->activation))
RUN(run_neighbors, neighbors_function,
    g->signals[0] = (float)f(g->nodes, g->arcs, g->offsets, g->sorted_targets, LISTS, g->ids, FOUND,
                             g->ends, g->found))

// ---- the naive build: lists that grow, drawn from by remainders, sorted one by one --------------

struct list {
    uint32_t *targets;
    float *weights;
    size_t count, capacity;
};

static bool append(struct list *list, uint32_t target, float weight) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity > 0 ? 2 * list->capacity : 4;
        uint32_t *targets = realloc(list->targets, list->capacity * sizeof *targets);
        list->targets = targets != NULL ? targets : list->targets;
        float *weights = realloc(list->weights, list->capacity * sizeof *weights);
        list->weights = weights != NULL ? weights : list->weights;
        if (targets == NULL || weights == NULL)
            return false;
    }
    list->targets[list->count] = target;
    list->weights[list->count++] = weight;
    return true;
}

static bool holds(const struct list *list, uint32_t target) {
    for (size_t i = 0; i < list->count; i++)
        if (list->targets[i] == target)
            return true;
    return false;
}

static int by_target(const void *first, const void *second) {
    uint32_t a, b;
    memcpy(&a, first, sizeof a);
    memcpy(&b, second, sizeof b);
    return a < b ? -1 : a > b;
}

static void connect(struct list *lists, struct list *ends, uint32_t source, uint32_t target) {
    bool is_good = append(&lists[source], target, 0.5f) && append(&lists[target], source, 0.5f) &&
                   append(ends, source, 0) && append(ends, target, 0);
    base_check(is_good);
}

/// A scale-free graph in compressed rows; all weights are alike, so that sorting moves targets
/// only.
static void build_naively(size_t nodes, uint64_t seed, uint32_t *offsets, uint32_t *targets,
                          float *weights) {
    struct list *lists = calloc(nodes, sizeof *lists), ends = {0};
    base_check(lists != NULL);
    for (uint32_t node = 1; node <= DEGREE; node++)
        connect(lists, &ends, node, 0);
    for (uint32_t node = DEGREE + 1; node < nodes; node++) {
        while (lists[node].count < DEGREE) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            uint32_t target = ends.targets[(seed >> 33) % ends.count];
            if (target != node && !holds(&lists[node], target))
                connect(lists, &ends, node, target);
        }
    }
    offsets[0] = 0;
    for (uint32_t node = 0; node < nodes; node++) {
        struct list *list = &lists[node];
        qsort(list->targets, list->count, sizeof *list->targets, by_target);
        memcpy(targets + offsets[node], list->targets, list->count * sizeof *targets);
        memcpy(weights + offsets[node], list->weights, list->count * sizeof *weights);
        offsets[node + 1] = offsets[node] + (uint32_t)list->count;
        free(list->targets);
        free(list->weights);
    }
    free(ends.targets);
    free(ends.weights);
    free(lists);
}

typedef void naive_function(size_t nodes, uint64_t seed, uint32_t *offsets, uint32_t *targets,
                            float *weights);

RUN(run_naively, naive_function, f(g->nodes, 1, g->offsets, g->sorted_targets, g->sorted_weights))

/// From a seed to compressed rows by both kernels, the arcs' other directions written in between.
static void run_both(void *work, peers_function function, uint64_t calls) {
    struct graph *g = work;
    attach_function *attach = (attach_function *)function;
    static build_function *build;
    if (build == NULL)
        build = (build_function *)peers_find(PEERS_KERNELS, "csr_build");
    for (; calls > 0; calls--) {
        attach(g->nodes, DEGREE, 1, g->sources, g->targets);
        memcpy(g->sources + g->edges, g->targets, g->edges * sizeof *g->sources);
        memcpy(g->targets + g->edges, g->sources, g->edges * sizeof *g->targets);
        build(g->nodes, g->arcs, g->sources, g->targets, g->weights, g->offsets, g->sorted_targets,
              g->sorted_weights);
        PEERS_KEEP();
    }
}

/// How many arcs the hops of one query pass.
static double arcs_passed(const struct graph *g) {
    double passed = 0;
    float *now = g->signals, *next = g->signals + g->nodes;
    memcpy(now, g->seeds, g->nodes * sizeof(float));
    for (int hop = 0; hop < DEPTH; hop++) {
        memset(next, 0, g->nodes * sizeof(float));
        for (size_t u = 0; u < g->nodes; u++) {
            if (now[u] == 0)
                continue;
            passed += g->offsets[u + 1] - g->offsets[u];
            for (uint32_t arc = g->offsets[u]; arc < g->offsets[u + 1]; arc++)
                next[g->sorted_targets[arc]] = 1;
        }
        float *kept = now;
        now = next;
        next = kept;
    }
    return passed;
}

static void hold_spread(struct graph *g, peers_function graphblas,
                        const struct peers_machine *machine, struct peers_options *options) {
    struct peers_contest contest = {.kernel = "spread", .work = g};
    double passed = arcs_passed(g);
    contest.size = g->query_size;
    contest.outputs = g->activation;
    contest.output_count = g->nodes;
    contest.limit = "gathers, for every arc that carries a signal";
    contest.limit_ns = passed * machine->gather_ns;
    peers_add(&contest, "kernel", run_spread, peers_find(PEERS_KERNELS, "spread"), 0, 0);
    peers_add(&contest, "GraphBLAS vxm", run_graphblas, graphblas, 0.15, 1e-3);
    peers_add(&contest, "CSR push, gcc fast-math", run_plain, peers_find(PEERS_GCC, "plain_spread"),
              0.4, 1e-3);
    peers_add(&contest, "CSR push, clang fast-math", run_plain,
              peers_find(PEERS_CLANG, "plain_spread"), 0.4, 1e-3);
    if (peers_wants(options, "spread"))
        peers_hold(&contest, options);
    contest.kernel = "spread_many";
    contest.size = "the same, 16 queries";
    contest.output_count = (size_t)QUERIES * g->nodes;
    contest.limit_ns = 0;
    contest.side_count = 0;
    peers_add(&contest, "kernel", run_spread_many, peers_find(PEERS_KERNELS, "spread_many"), 0, 0);
    if (contest.side_count == 0 || !peers_wants(options, "spread_many"))
        return;
    peers_add(&contest, "16 calls of spread", run_spread_each, peers_find(PEERS_KERNELS, "spread"),
              0, 0);
    peers_add(&contest, "GraphBLAS vxm", run_graphblas_each, graphblas, 0, 1e-3);
    peers_add(&contest, "CSR push, gcc fast-math", run_plain_each,
              peers_find(PEERS_GCC, "plain_spread"), 0, 1e-3);
    peers_hold(&contest, options);
}

/// The same over a graph that was laid out before, as GraphBLAS has its own already.
static void hold_spread_plan(struct graph *g, peers_function graphblas,
                             struct peers_options *options) {
    struct spread_graph graph = {g->nodes, g->arcs, GRAPH};
    peers_function plain = peers_find(PEERS_GCC, "plain_spread");
    spread_plan_make(&g->plan, &graph, 1);
    struct peers_contest contest = {.kernel = "spread", .work = g};
    contest.size = "the same, laid out before (spread_plan_run)";
    contest.outputs = g->activation;
    contest.output_count = g->nodes;
    peers_add(&contest, "kernel", run_plan, (peers_function)spread_plan_run, 0, 0);
    peers_add(&contest, "spread", run_spread, peers_find(PEERS_KERNELS, "spread"), 0, 0);
    peers_add(&contest, "GraphBLAS vxm", run_graphblas, graphblas, 0.15, 1e-3);
    peers_add(&contest, "CSR push, gcc fast-math", run_plain, plain, 0.4, 1e-3);
    if (peers_wants(options, contest.kernel))
        peers_hold(&contest, options);
    contest.kernel = "spread_many";
    contest.size = "16 queries, laid out before";
    contest.output_count = (size_t)QUERIES * g->nodes;
    contest.side_count = 0;
    peers_add(&contest, "kernel", run_plan_many, (peers_function)spread_plan_run_many, 0, 0);
    peers_add(&contest, "GraphBLAS vxm", run_graphblas_each, graphblas, 0.15, 1e-3);
    peers_add(&contest, "CSR push, gcc fast-math", run_plain_each, plain, 0.4, 1e-3);
    if (peers_wants(options, contest.kernel))
        peers_hold(&contest, options);
    spread_plan_free(&g->plan);
}

/// What csr_build leaves beside the weights, which the contest compares itself.
static void compare_rows(struct graph *g, struct peers_options *options) {
    size_t offsets_bytes = (g->nodes + 1) * sizeof *g->offsets;
    size_t targets_bytes = g->arcs * sizeof *g->sorted_targets;
    char *expected = malloc(offsets_bytes + targets_bytes);
    base_check(expected != NULL);
    run_build(g, peers_find(PEERS_REFERENCE, "csr_build"), 1);
    memcpy(expected, g->offsets, offsets_bytes);
    memcpy(expected + offsets_bytes, g->sorted_targets, targets_bytes);
    memset(g->offsets, 0xff, offsets_bytes);
    memset(g->sorted_targets, 0xff, targets_bytes);
    run_build(g, peers_find(PEERS_KERNELS, "csr_build"), 1);
    if (memcmp(g->offsets, expected, offsets_bytes) != 0 ||
        memcmp(g->sorted_targets, expected + offsets_bytes, targets_bytes) != 0) {
        fprintf(stderr, "peers: csr_build, %s: other rows than the reference's\n", g->size);
        options->failed++;
    }
    free(expected);
}

static void hold_builds(struct graph *g, struct peers_options *options) {
    struct peers_contest contest = {.kernel = "preferential_attachment", .work = g};
    contest.size = g->size;
    // Indices are compared as the floats that have their bits.
    contest.outputs = (float *)g->targets;
    contest.output_count = g->edges;
    peers_add(&contest, "kernel", run_attach, peers_find(PEERS_KERNELS, contest.kernel), 0, 0);
    peers_add(&contest, "naive build (the reference)", run_attach,
              peers_find(PEERS_REFERENCE, contest.kernel), 0.35, 0);
    if (peers_wants(options, contest.kernel))
        peers_hold(&contest, options);
    contest = (struct peers_contest){.kernel = "csr_build", .work = g};
    contest.size = g->size;
    contest.outputs = g->sorted_weights;
    contest.output_count = g->arcs;
    peers_add(&contest, "kernel", run_build, peers_find(PEERS_KERNELS, contest.kernel), 0, 0);
    peers_add(&contest, "naive build (qsort, the reference)", run_build,
              peers_find(PEERS_REFERENCE, contest.kernel), 0.35, 0);
    if (peers_wants(options, contest.kernel)) {
        compare_rows(g, options);
        peers_hold(&contest, options);
    }
    contest = (struct peers_contest){.kernel = "preferential_attachment, csr_build", .work = g};
    contest.size = g->size;
    peers_add(&contest, "kernel", run_both, peers_find(PEERS_KERNELS, "preferential_attachment"), 0,
              -1);
    peers_add(&contest, "naive build (lists that grow, qsort)", run_naively,
              (peers_function)build_naively, 0.35, -1);
    if (peers_wants(options, "csr_build") || peers_wants(options, "preferential_attachment"))
        peers_hold(&contest, options);
}

static void hold_neighbors(struct graph *g, const struct peers_machine *machine,
                           struct peers_options *options) {
    struct peers_contest contest = {.kernel = "neighbors", .work = g};
    contest.size = "1000 lists";
    contest.outputs = g->signals;
    contest.output_count = 1;
    contest.limit = "a load from L2 per list";
    contest.limit_ns = LISTS * machine->load_latency_ns[1] / 4;
    peers_add(&contest, "kernel", run_neighbors, peers_find(PEERS_KERNELS, "neighbors"), 0, 0);
    peers_add(&contest, "loop (the reference)", run_neighbors,
              peers_find(PEERS_REFERENCE, "neighbors"), 0, 0);
    if (peers_wants(options, "neighbors"))
        peers_hold(&contest, options);
}

static void make_graph(struct graph *g) {
    run_attach(g, peers_find(PEERS_REFERENCE, "preferential_attachment"), 1);
    peers_fill(g->weights, g->edges, 0.05f, 0.95f);
    for (size_t i = 0; i < g->edges; i++) {
        g->sources[g->edges + i] = g->targets[i];
        g->targets[g->edges + i] = g->sources[i];
        g->weights[g->edges + i] = g->weights[i];
    }
    run_build(g, peers_find(PEERS_REFERENCE, "csr_build"), 1);
    for (size_t q = 0; q < QUERIES; q++)
        g->seeds[q * g->nodes + peers_word() % g->nodes] = 1;
    for (size_t i = 0; i < LISTS; i++)
        g->ids[i] = (uint32_t)(peers_word() % g->nodes);
}

/// A graph's memory: for arcs in both directions, and for what every contest leaves.
static struct graph reserve(size_t nodes) {
    size_t edges = DEGREE * (nodes - DEGREE), arcs = 2 * edges;
    size_t activations = QUERIES * nodes * sizeof(float);
    struct graph g = {
        .nodes = nodes,
        .edges = edges,
        .arcs = arcs,
        .sources = peers_memory(arcs * sizeof(uint32_t)),
        .targets = peers_memory(arcs * sizeof(uint32_t)),
        .offsets = peers_memory((nodes + 1) * sizeof(uint32_t)),
        .sorted_targets = peers_memory(arcs * sizeof(uint32_t)),
        .weights = peers_memory(arcs * sizeof(float)),
        .sorted_weights = peers_memory(arcs * sizeof(float)),
        .seeds = peers_memory(activations),
        .activation = peers_memory(activations),
        .signals = peers_memory(2 * nodes * sizeof(float)),
        .ids = peers_memory(LISTS * sizeof(uint32_t)),
        .ends = peers_memory(LISTS * sizeof(uint32_t)),
        .found = peers_memory(FOUND * sizeof(uint32_t)),
        .rate = 0.1f,
    };
    snprintf(g.size, sizeof g.size, "%zu nodes, %zu arcs", nodes, arcs);
    snprintf(g.query_size, sizeof g.query_size, "%.40s, depth %d", g.size, DEPTH);
    return g;
}

void peers_graphs(const struct peers_machine *machine, struct peers_options *options) {
    struct graph g = reserve(options->nodes);
    make_graph(&g);
    hold_builds(&g, options);
    make_graph(&g);
    bool has_graphblas =
        peers_graphblas_load(g.nodes, g.arcs, g.offsets, g.sorted_targets, g.sorted_weights);
    peers_function graphblas = has_graphblas ? (peers_function)peers_graphblas_spread : NULL;
    hold_spread(&g, graphblas, machine, options);
    hold_spread_plan(&g, graphblas, options);
    hold_neighbors(&g, machine, options);
}
