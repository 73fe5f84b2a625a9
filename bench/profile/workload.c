#include "bench/profile/workload.h"

#include "base/random.h"
#include "reference/cosine_batch.h"
#include "reference/csr_build.h"
#include "reference/decay_exponential.h"
#include "reference/preferential_attachment.h"
#include "reference/spread.h"

#include <math.h>
#include <string.h>

const char *const workload_group_names[] = {"graph", "spreading", "similarity", "decay"};

enum { ARCS_PER_NODE = 5, DECAYS_PER_CALL = 2500, CACHE_LINE_BYTES = 64 };

const struct workload_sizes workload_full = {
    .nodes = 10000,
    .arcs = 50000,
    .queries = 1000,
    .depth = 5,
    .threads = 4,
    .decay_rate = 0.3f,
    .searches = 1000,
    .vectors = 1000,
    .dimensions = 768,
    .decays = 10000,
};

const struct workload_sizes workload_small = {
    .nodes = 500,
    .arcs = 2500,
    .queries = 50,
    .depth = 5,
    .threads = 4,
    .decay_rate = 0.3f,
    .searches = 50,
    .vectors = 50,
    .dimensions = 768,
    .decays = 500,
};

const uint64_t workload_seed = 0x10c5;

/// Three months in seconds, and four times as long.
static const float tau_s = 7776000;
static const uint64_t age_limit_s = UINT64_C(31104000);

struct kernels {
    __typeof__(preferential_attachment) *preferential_attachment;
    __typeof__(csr_build) *csr_build;
    __typeof__(spread) *spread;
    __typeof__(cosine_batch) *cosine_batch;
    __typeof__(decay_exponential) *decay_exponential;
};

struct workload {
    struct workload_sizes sizes;
    struct kernels kernels;
    /// Arcs as they are grown, then in rows.
    uint32_t *sources, *targets, *offsets, *row_targets;
    float *weights, *row_weights;
    uint32_t *seeds; ///< the node that each query starts from
    float *activation;
    float *vectors, *wanted, *scores;
    float *strengths, *first_strengths;
    uint64_t *ages;
    uint64_t digest; ///< of the results since it was 0; only where is_digesting
    bool is_digesting;
};

static void digest(struct workload *workload, const void *bytes, size_t size) {
    uint64_t pair[] = {workload->digest, base_random_hash(bytes, size)};
    workload->digest = base_random_hash(pair, sizeof pair);
}

/// What preferential attachment leaves to the wanted number of arcs: from any node to the end of an
/// arc, so in proportion to the degrees as well.
static void add_arcs(struct workload *workload, uint32_t count) {
    struct base_words words = {workload_seed};
    for (uint32_t i = count; i < workload->sizes.arcs; i++) {
        uint64_t end = base_words_below(&words, (uint64_t)i * 2);
        workload->sources[i] = (uint32_t)base_words_below(&words, workload->sizes.nodes);
        workload->targets[i] =
            end % 2 == 0 ? workload->sources[end / 2] : workload->targets[end / 2];
    }
}

// The groups are functions of their own, so that every stack of a profile names its group.
#define SEPARATE static __attribute__((noinline))

struct range {
    uint32_t begin, end;
};

static struct range range_of(uint32_t count, uint32_t part) {
    if (part == WORKLOAD_WHOLE)
        return (struct range){0, count};
    return (struct range){(uint32_t)((uint64_t)count * part / WORKLOAD_PARTS),
                          (uint32_t)((uint64_t)count * (part + 1) / WORKLOAD_PARTS)};
}

SEPARATE void workload_run_graph(struct workload *workload, uint32_t part) {
    (void)part;
    const struct workload_sizes *sizes = &workload->sizes;
    uint32_t grown = ARCS_PER_NODE * (sizes->nodes - ARCS_PER_NODE);
    workload->kernels.preferential_attachment(sizes->nodes, ARCS_PER_NODE, workload_seed,
                                              workload->sources, workload->targets);
    add_arcs(workload, grown);
    workload->kernels.csr_build(sizes->nodes, sizes->arcs, workload->sources, workload->targets,
                                workload->weights, workload->offsets, workload->row_targets,
                                workload->row_weights);
    if (workload->is_digesting) {
        digest(workload, workload->offsets, (sizes->nodes + 1) * sizeof(uint32_t));
        digest(workload, workload->row_targets, sizes->arcs * sizeof(uint32_t));
        digest(workload, workload->row_weights, sizes->arcs * sizeof(float));
    }
}

SEPARATE void workload_run_spreading(struct workload *workload, uint32_t part) {
    const struct workload_sizes *sizes = &workload->sizes;
    struct range queries = range_of(sizes->queries, part);
    for (uint32_t i = queries.begin; i < queries.end; i++) {
        memset(workload->activation, 0, sizes->nodes * sizeof(float));
        workload->activation[workload->seeds[i]] = 1;
        workload->kernels.spread(sizes->nodes, sizes->arcs, workload->offsets,
                                 workload->row_targets, workload->row_weights, sizes->depth,
                                 sizes->decay_rate, sizes->threads, workload->activation);
        if (workload->is_digesting)
            digest(workload, workload->activation, sizes->nodes * sizeof(float));
    }
}

SEPARATE void workload_run_similarity(struct workload *workload, uint32_t part) {
    const struct workload_sizes *sizes = &workload->sizes;
    struct range searches = range_of(sizes->searches, part);
    for (uint32_t i = searches.begin; i < searches.end; i++) {
        workload->kernels.cosine_batch(sizes->dimensions, sizes->vectors,
                                       workload->wanted + (size_t)i * sizes->dimensions,
                                       workload->vectors, workload->scores);
        if (workload->is_digesting)
            digest(workload, workload->scores, sizes->vectors * sizeof(float));
    }
}

SEPARATE void workload_run_decay(struct workload *workload, uint32_t part) {
    (void)part;
    uint32_t decays = workload->sizes.decays;
    for (uint32_t begin = 0; begin < decays; begin += DECAYS_PER_CALL) {
        uint32_t count = decays - begin < DECAYS_PER_CALL ? decays - begin : DECAYS_PER_CALL;
        workload->kernels.decay_exponential(count, workload->strengths + begin,
                                            workload->ages + begin, tau_s);
    }
    if (workload->is_digesting)
        digest(workload, workload->strengths, decays * sizeof(float));
}

void workload_prepare(struct workload *workload, enum workload_group group) {
    if (group == WORKLOAD_DECAY)
        memcpy(workload->strengths, workload->first_strengths,
               workload->sizes.decays * sizeof(float));
}

uint32_t workload_part_count(enum workload_group group) {
    return group == WORKLOAD_SPREADING || group == WORKLOAD_SIMILARITY ? WORKLOAD_PARTS : 1;
}

void workload_run(struct workload *workload, enum workload_group group, uint32_t part) {
    static void (*const runs[])(struct workload *, uint32_t) = {
        workload_run_graph, workload_run_spreading, workload_run_similarity, workload_run_decay};
    runs[group](workload, part);
    // With something left to do the call is no jump, and this function stays on the stack.
    __asm__ volatile("" : : : "memory");
}

uint64_t workload_digest(struct workload *workload, enum workload_group group, uint32_t part) {
    workload->digest = 0;
    workload->is_digesting = true;
    workload_prepare(workload, group);
    workload_run(workload, group, part);
    workload->is_digesting = false;
    return workload->digest;
}

/// Draws `count` vectors of length 1, uniform over directions but for the bell's shape.
static void draw_vectors(struct base_random *random, float *vectors, uint32_t count,
                         uint32_t dimensions) {
    base_random_fill_bell_f32(random, vectors, (size_t)count * dimensions);
    for (uint32_t i = 0; i < count; i++) {
        float *vector = vectors + (size_t)i * dimensions;
        double square = 0;
        for (uint32_t j = 0; j < dimensions; j++)
            square += (double)vector[j] * vector[j];
        for (uint32_t j = 0; j < dimensions; j++)
            vector[j] = (float)(vector[j] / sqrt(square));
    }
}

static void draw_inputs(struct workload *workload) {
    const struct workload_sizes *sizes = &workload->sizes;
    struct base_words words = {workload_seed};
    struct base_random random;
    base_random_start(&random, &words);
    for (uint32_t i = 0; i < sizes->queries; i++)
        workload->seeds[i] = (uint32_t)base_words_below(&words, sizes->nodes);
    for (uint32_t i = 0; i < sizes->decays; i++)
        workload->ages[i] = base_words_below(&words, age_limit_s);
    base_random_fill_f32(&random, workload->weights, sizes->arcs, 1, (1u << 24) - 1, 0x1p-24f);
    base_random_fill_f32(&random, workload->first_strengths, sizes->decays, 0, 1u << 24, 0x1p-24f);
    draw_vectors(&random, workload->vectors, sizes->vectors, sizes->dimensions);
    draw_vectors(&random, workload->wanted, sizes->searches, sizes->dimensions);
}

static bool find_kernels(struct kernels *kernels, const struct diff_library *library,
                         struct base_diag *diag) {
#define FIND(name) diff_library_require(library, #name, (diff_function *)&kernels->name, diag)
    return FIND(preferential_attachment) && FIND(csr_build) && FIND(spread) && FIND(cosine_batch) &&
           FIND(decay_exponential);
#undef FIND
}

/// At a cache line's boundary, so that two libraries' arrays are laid out alike.
static void *take(struct base_pool *pool, size_t count, size_t size) {
    uintptr_t bytes = (uintptr_t)base_pool_take_array(pool, count + CACHE_LINE_BYTES / size, size);
    return (void *)((bytes + CACHE_LINE_BYTES - 1) / CACHE_LINE_BYTES * CACHE_LINE_BYTES);
}

bool workload_create(struct workload **created, const struct workload_sizes *sizes,
                     const struct diff_library *library, struct base_pool *pool,
                     struct base_diag *diag) {
    struct workload *workload = base_pool_take(pool, sizeof *workload);
    workload->sizes = *sizes;
    if (!find_kernels(&workload->kernels, library, diag))
        return false;
#define TAKE(member, count) workload->member = take(pool, count, sizeof *workload->member)
    TAKE(sources, sizes->arcs);
    TAKE(targets, sizes->arcs);
    TAKE(weights, sizes->arcs);
    TAKE(offsets, sizes->nodes + 1);
    TAKE(row_targets, sizes->arcs);
    TAKE(row_weights, sizes->arcs);
    TAKE(seeds, sizes->queries);
    TAKE(activation, sizes->nodes);
    TAKE(vectors, (size_t)sizes->vectors * sizes->dimensions);
    TAKE(wanted, (size_t)sizes->searches * sizes->dimensions);
    TAKE(scores, sizes->vectors);
    TAKE(strengths, sizes->decays);
    TAKE(first_strengths, sizes->decays);
    TAKE(ages, sizes->decays);
#undef TAKE
    draw_inputs(workload);
    workload_run(workload, WORKLOAD_GRAPH, WORKLOAD_WHOLE);
    *created = workload;
    return true;
}
