#include "bench/suite.h"

#include "base/random.h"

#include <string.h>

// Where the expected figures come from: a plan for the engine, written before anything was
// measured. They are printed beside what is measured, and never checked.
const struct bench_suite_item bench_suite[] = {
    {"similarity_single", "cosine", {{"n", 768}}, "", 1, 1, 10, 50},
    {"similarity_100", "cosine_batch", {{"dim", 768}, {"count", 100}}, "", 1, 1, 1e3, 5e3},
    {"similarity_500", "cosine_batch", {{"dim", 768}, {"count", 500}}, "", 1, 1, 0, 0},
    {"similarity_1000", "cosine_batch", {{"dim", 768}, {"count", 1000}}, "", 1, 1, 10e3, 50e3},
    {"similarity_5000", "cosine_batch", {{"dim", 768}, {"count", 5000}}, "", 1, 1, 50e3, 250e3},
#define SPREAD(name, nodes, arcs, depth, low, high)                                                \
    {                                                                                              \
        name, "spread", {{"nodes", nodes}, {"arcs", arcs}, {"depth", depth}, {"threads", 1}},      \
            "query", 1, 1, low, high                                                               \
    }
    SPREAD("spreading_small", 100, 500, 5, 100e3, 500e3),
    SPREAD("spreading_medium", 500, 2500, 5, 500e3, 2000e3),
    SPREAD("spreading_large", 1000, 5000, 5, 1e6, 5e6),
    SPREAD("spreading_depth_3", 1000, 5000, 3, 0, 0),
    SPREAD("spreading_depth_5", 1000, 5000, 5, 0, 0),
    SPREAD("spreading_depth_7", 1000, 5000, 7, 0, 0),
    SPREAD("spreading_depth_10", 1000, 5000, 10, 0, 0),
#undef SPREAD
    {"decay_exponential_100", "decay_exponential", {{"n", 100}}, "", 1, 1, 1e3, 10e3},
    {"decay_power_law_100", "decay_power_law", {{"n", 100}}, "", 1, 1, 5e3, 20e3},
    {"decay_linear_100", "decay_linear", {{"n", 100}}, "", 1, 1, 1e3, 5e3},
    {"decay_batch_10k", "decay_exponential", {{"n", 2500}}, "", 4, 1, 10e3, 100e3},
    {"neighbors_1000",
     "neighbors",
     {{"nodes", 10000}, {"arcs", 50000}, {"count", 1000}, {"capacity", 65536}},
     "lookup",
     1,
     1,
     50e3,
     200e3},
    {"all_nodes", "collect_nodes", {{"slots", 10000}}, "table", 1, 1, 5e3, 20e3},
    {"allocate_embedding",
     "pool_trace",
     {{"operations", 1024}, {"embeddings", 48}, {"records", 48}},
     "embeddings",
     1,
     1.0 / 512,
     50,
     200},
    {"allocate_record",
     "pool_trace",
     {{"operations", 1024}, {"embeddings", 48}, {"records", 48}},
     "records",
     1,
     1.0 / 512,
     100,
     500},
    {"graph_10k_50k",
     "preferential_attachment",
     {{"nodes", 10000}, {"arcs_per_node", 5}},
     "",
     1,
     1,
     0,
     0},
};

const uint32_t bench_suite_count = sizeof bench_suite / sizeof *bench_suite;

/// What the trace kernel's header calls its actions; its order is part of its contract.
enum { TAKE_EMBEDDING = 0, TAKE_RECORD = 1, RELEASE = 3 };

static uint32_t *array_of(struct corpus_case *one, const char *name, uint64_t *count) {
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        if (strcmp(one->kernel->params[i].name, name) != 0)
            continue;
        *count = one->arguments[i].count;
        return (uint32_t *)(void *)one->arguments[i].data;
    }
    base_check(false);
    return NULL;
}

/// Take, release, take, release, over all handles in turn.
static void fill_trace(struct corpus_case *one, uint32_t take) {
    uint64_t count;
    uint32_t *actions = array_of(one, "actions", &count);
    uint32_t *handles = array_of(one, "handles", &count);
    for (uint64_t i = 0; i < count; i++) {
        actions[i] = i % 2 == 0 ? take : RELEASE;
        handles[i] = (uint32_t)(i / 2 % 64);
    }
}

static void fill_embeddings(struct corpus_case *one) {
    fill_trace(one, TAKE_EMBEDDING);
}

static void fill_records(struct corpus_case *one) {
    fill_trace(one, TAKE_RECORD);
}

/// A scale-free graph on total degree, as the engine grows: each node has arcs to or from earlier
/// ones, chosen by their degrees. The drawn targets are the source of its random bits.
static void fill_graph(struct corpus_case *one) {
    uint64_t rows, arcs;
    uint32_t *offsets = array_of(one, "offsets", &rows);
    uint32_t *targets = array_of(one, "targets", &arcs);
    uint64_t nodes = rows - 1, grown = 0;
    base_check(nodes > 1 && arcs >= nodes);
    struct base_words words = {.state = base_random_hash(targets, arcs * sizeof *targets)};
    struct base_pool pool = {0};
    uint32_t *ends = base_pool_take_array(&pool, 2 * arcs, sizeof *ends);
    for (uint64_t arc = 0; arc < arcs; arc++) {
        // Node v brings the arcs from grown on, up to its share of all.
        uint64_t node = 1 + arc * (nodes - 1) / arcs;
        if (arc > 0 && node != 1 + (arc - 1) * (nodes - 1) / arcs)
            grown = arc;
        uint64_t draw = base_words_next(&words);
        uint64_t older = grown > 0 ? ends[base_random_scale(draw, 2 * grown)] : 0;
        ends[2 * arc + (draw & 1)] = (uint32_t)node;
        ends[2 * arc + !(draw & 1)] = (uint32_t)older;
    }
    memset(offsets, 0, rows * sizeof *offsets);
    for (uint64_t arc = 0; arc < arcs; arc++)
        offsets[ends[2 * arc] + 1]++;
    for (uint64_t node = 0; node < nodes; node++)
        offsets[node + 1] += offsets[node];
    uint32_t *next = base_pool_take_array(&pool, rows, sizeof *next);
    memcpy(next, offsets, rows * sizeof *next);
    for (uint64_t arc = 0; arc < arcs; arc++)
        targets[next[ends[2 * arc]]++] = ends[2 * arc + 1];
    base_pool_free(&pool);
}

/// Grows such a graph and makes of it the random words that say what is asked of it.
static struct base_words fill_asked_graph(struct corpus_case *one) {
    uint64_t arcs;
    fill_graph(one);
    const uint32_t *targets = array_of(one, "targets", &arcs);
    return (struct base_words){.state = base_random_hash(targets, arcs * sizeof *targets)};
}

/// Any nodes of such a graph are asked for their neighbours.
static void fill_lookup(struct corpus_case *one) {
    uint64_t rows, count;
    struct base_words words = fill_asked_graph(one);
    uint32_t *ids = array_of(one, "ids", &count);
    array_of(one, "offsets", &rows);
    for (uint64_t i = 0; i < count; i++)
        ids[i] = (uint32_t)base_words_below(&words, rows - 1);
}

/// A table of which memories were forgotten here and there: one slot in eight is free.
static void fill_table(struct corpus_case *one) {
    uint64_t count;
    uint8_t *states = (uint8_t *)array_of(one, "states", &count);
    struct base_words words = {.state = base_random_hash(states, count)};
    for (uint64_t i = 0; i < count; i++)
        states[i] = base_words_below(&words, 8) > 0;
}

/// What the engine asks of such a graph: a few memories are active, and decay is 0.3 per hop.
static void fill_query(struct corpus_case *one) {
    enum { SEEDS = 8 };
    uint64_t nodes;
    struct base_words words = fill_asked_graph(one);
    float *activation = (float *)(void *)array_of(one, "activation", &nodes);
    const float rate = 0.3f;
    memset(activation, 0, nodes * sizeof *activation);
    for (int i = 0; i < SEEDS; i++)
        activation[base_words_below(&words, nodes)] = 1;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        if (strcmp(one->kernel->params[i].name, "rate") != 0)
            continue;
        one->arguments[i].bits = 0;
        memcpy(&one->arguments[i].bits, &rate, sizeof rate);
    }
}

bench_fill *bench_suite_use(const char *name) {
    if (strcmp(name, "lookup") == 0)
        return fill_lookup;
    if (strcmp(name, "table") == 0)
        return fill_table;
    if (strcmp(name, "query") == 0)
        return fill_query;
    if (strcmp(name, "embeddings") == 0)
        return fill_embeddings;
    if (strcmp(name, "records") == 0)
        return fill_records;
    base_check(name[0] == '\0');
    return NULL;
}

bool bench_suite_point(const struct bench_suite_item *item, const struct spec_kernel *kernel,
                       struct spec_bench_point *point, struct base_pool *pool,
                       struct base_diag *diag) {
    uint32_t *params = base_pool_take_array(pool, BENCH_SUITE_SCALARS, sizeof *params);
    spec_wide *values = base_pool_take_array(pool, BENCH_SUITE_SCALARS, sizeof *values);
    *point = (struct spec_bench_point){params, values, 0};
    for (int i = 0; i < BENCH_SUITE_SCALARS && item->scalars[i].param != NULL; i++) {
        uint32_t param = 0;
        while (param < kernel->param_count &&
               strcmp(kernel->params[param].name, item->scalars[i].param) != 0)
            param++;
        if (param == kernel->param_count)
            return base_fail_at(diag, kernel->place, "%s has no %s, which the benchmark %s sets",
                                kernel->name, item->scalars[i].param, item->name);
        params[point->count] = param;
        values[point->count++] = item->scalars[i].value;
    }
    return true;
}
