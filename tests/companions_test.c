// The oracles and magnitudes of the shipped kernels: an oracle that is itself wrong would accuse
// the side that is right.

#include <criterion/criterion.h>

#include "../base/bits.h"
#include "../base/random.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COUNT = 150, ROWS = 3, TRIALS = 60, NODES = 40, ARCS = 160 };

/// A function of the reference library, to be cast to its type.
static void (*find(const char *name))(void) {
    void *library = dlopen(BUILD_DIR "/libreference.so", RTLD_NOW | RTLD_LOCAL);
    cr_assert(library, "%s", dlerror());
    void *address = dlsym(library, name);
    cr_assert(address, "libreference.so has no %s", name);
    // POSIX guarantees what ISO C does not: an address from dlsym is a function's.
    void (*function)(void);
    memcpy(&function, &address, sizeof function);
    return function;
}

static double between(struct base_words *words, double low, double high) {
    return low + (high - low) * ((double)(base_words_next(words) >> 11) * 0x1p-53);
}

/// Integers whose sums of products every order of addition gives exactly; never all zero.
static void draw_lattice(struct base_words *words, size_t n, float *vector) {
    for (size_t i = 0; i < n; i++)
        vector[i] = (float)(int)(base_words_next(words) % 17) - 8;
    vector[0] = 5;
}

/// The oracle, once rounded, within `steps` of the reference, and no greater than the magnitude.
static void check(size_t n, const float *reference, const double *oracle, const double *magnitude,
                  uint64_t steps) {
    for (size_t i = 0; i < n; i++) {
        uint64_t apart = base_ulp_f32(base_bits_f32(reference[i]), base_bits_f32((float)oracle[i]));
        cr_assert(apart <= steps, "%zu of %zu: reference %a, oracle %a", i, n, (double)reference[i],
                  oracle[i]);
        cr_assert(fabs(oracle[i]) <= magnitude[i] * (1 + 0x1p-40), "%zu of %zu: %a above %a", i, n,
                  oracle[i], magnitude[i]);
    }
}

typedef float product_kernel(size_t n, const float *a, const float *b);
typedef double product_companion(size_t n, const float *a, const float *b);

static void check_product(const char *kernel, const char *oracle_name, const char *magnitude_name,
                          uint64_t steps) {
    product_kernel *product = (product_kernel *)find(kernel);
    product_companion *oracle = (product_companion *)find(oracle_name);
    product_companion *magnitude = (product_companion *)find(magnitude_name);
    struct base_words words = {21};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        float a[COUNT], b[COUNT];
        size_t n = 1 + trial * 7 % COUNT;
        draw_lattice(&words, n, a);
        draw_lattice(&words, n, b);
        check(1, &(float){product(n, a, b)}, &(double){oracle(n, a, b)},
              &(double){magnitude(n, a, b)}, steps);
    }
}

Test(companions, dot) {
    check_product("dot", "dot_oracle", "dot_magnitude", 0);
    const float a[] = {0x1p60f, 1, -0x1p60f}, b[] = {0x1p60f, 1, 0x1p60f};
    cr_assert(((product_companion *)find("dot_oracle"))(3, a, b) == 1);
    cr_assert(((product_companion *)find("dot_magnitude"))(3, a, b) == 0x1p121);
}

Test(companions, cosine) {
    check_product("cosine", "cosine_oracle", "cosine_magnitude", 1);
}

Test(companions, cosine_batch) {
    typedef void batch(size_t dim, size_t count, const float *query, const float *rows, float *s);
    typedef void companion(size_t dim, size_t count, const float *query, const float *rows,
                           double *scores);
    struct base_words words = {22};
    for (size_t dim = 1; dim < COUNT; dim += 8) {
        float query[COUNT], rows[ROWS * COUNT], scores[ROWS];
        double oracle[ROWS], magnitude[ROWS];
        draw_lattice(&words, dim, query);
        for (size_t row = 0; row < ROWS; row++)
            draw_lattice(&words, dim, rows + row * dim);
        ((batch *)find("cosine_batch"))(dim, ROWS, query, rows, scores);
        ((companion *)find("cosine_batch_oracle"))(dim, ROWS, query, rows, oracle);
        ((companion *)find("cosine_batch_magnitude"))(dim, ROWS, query, rows, magnitude);
        check(ROWS, scores, oracle, magnitude, 1);
    }
}

Test(companions, norm) {
    typedef float norm_kernel(size_t n, const float *a);
    typedef double companion(size_t n, const float *a);
    struct base_words words = {23};
    for (size_t n = 1; n <= COUNT; n++) {
        float a[COUNT];
        draw_lattice(&words, n, a);
        check(1, &(float){((norm_kernel *)find("norm"))(n, a)},
              &(double){((companion *)find("norm_oracle"))(n, a)},
              &(double){((companion *)find("norm_magnitude"))(n, a)}, 0);
    }
}

typedef void map_kernel(size_t n, const float *a, float *result);
typedef void map_companion(size_t n, const float *a, double *result);

Test(companions, normalize) {
    struct base_words words = {24};
    for (size_t n = 1; n <= COUNT; n++) {
        float a[COUNT], result[COUNT];
        double oracle[COUNT], magnitude[COUNT];
        draw_lattice(&words, n, a);
        ((map_kernel *)find("normalize"))(n, a, result);
        ((map_companion *)find("normalize_oracle"))(n, a, oracle);
        ((map_companion *)find("normalize_magnitude"))(n, a, magnitude);
        // The factor, rounded to float, is up to one step of the product off, before that is
        // rounded as well.
        check(n, result, oracle, magnitude, 2);
    }
}

Test(companions, exp_f32) {
    struct base_words words = {25};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        float x[COUNT], result[COUNT];
        double oracle[COUNT], magnitude[COUNT];
        for (size_t i = 0; i < COUNT; i++)
            x[i] = (float)between(&words, -110, 90);
        ((map_kernel *)find("exp_f32"))(COUNT, x, result);
        ((map_companion *)find("exp_f32_oracle"))(COUNT, x, oracle);
        ((map_companion *)find("exp_f32_magnitude"))(COUNT, x, magnitude);
        check(COUNT, result, oracle, magnitude, 0);
        for (size_t i = 0; i < COUNT; i++) // more precise than a float, and not the kernel's own
            cr_assert(fabs(oracle[i] / exp((double)x[i]) - 1) < 0x1p-51, "exp(%a): %a",
                      (double)x[i], oracle[i]);
    }
}

Test(companions, pow_f32) {
    typedef void pow_kernel(size_t n, const float *base, const float *exponent, float *result);
    typedef void companion(size_t n, const float *base, const float *exponent, double *result);
    struct base_words words = {26};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        float base[COUNT], exponent[COUNT], result[COUNT];
        double oracle[COUNT], magnitude[COUNT];
        for (size_t i = 0; i < COUNT; i++) {
            base[i] = (float)between(&words, 0, 100);
            exponent[i] = (float)between(&words, -10, 10);
        }
        base[0] = -3; // odd powers of negative bases
        exponent[0] = (float)((int)(trial % 9) * 2 - 9);
        ((pow_kernel *)find("pow_f32"))(COUNT, base, exponent, result);
        ((companion *)find("pow_f32_oracle"))(COUNT, base, exponent, oracle);
        ((companion *)find("pow_f32_magnitude"))(COUNT, base, exponent, magnitude);
        check(COUNT, result, oracle, magnitude, 0);
    }
}

struct strengths {
    float reference[COUNT];
    double oracle[COUNT], magnitude[COUNT];
    uint64_t ages[COUNT];
};

static void draw_strengths(struct base_words *words, struct strengths *strengths) {
    for (size_t i = 0; i < COUNT; i++) {
        strengths->reference[i] = (float)between(words, 0, 1);
        strengths->oracle[i] = strengths->magnitude[i] = strengths->reference[i];
        strengths->ages[i] = base_words_next(words) >> 32;
    }
}

typedef void decay_kernel(size_t n, float *strengths, const uint64_t *ages, float parameter);
typedef void decay_companion(size_t n, double *strengths, const uint64_t *ages, float parameter);

Test(companions, decay_exponential) {
    decay_companion *oracle = (decay_companion *)find("decay_exponential_oracle");
    struct base_words words = {27};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        struct strengths strengths;
        draw_strengths(&words, &strengths);
        float tau = (float)exp(between(&words, 17, 23));
        ((decay_kernel *)find("decay_exponential"))(COUNT, strengths.reference, strengths.ages,
                                                    tau);
        oracle(COUNT, strengths.oracle, strengths.ages, tau);
        ((decay_companion *)find("decay_exponential_magnitude"))(COUNT, strengths.magnitude,
                                                                 strengths.ages, tau);
        check(COUNT, strengths.reference, strengths.oracle, strengths.magnitude, 0);
    }
    double strength = 1;
    oracle(1, &strength, &(uint64_t){1}, -262144);
    cr_assert((float)strength == (float)exp(0x1p-18), "%a", strength);
}

Test(companions, decay_linear) {
    struct base_words words = {28};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        struct strengths strengths;
        draw_strengths(&words, &strengths);
        float slope = (float)exp(between(&words, -30, -20));
        ((decay_kernel *)find("decay_linear"))(COUNT, strengths.reference, strengths.ages, slope);
        ((decay_companion *)find("decay_linear_oracle"))(COUNT, strengths.oracle, strengths.ages,
                                                         slope);
        ((decay_companion *)find("decay_linear_magnitude"))(COUNT, strengths.magnitude,
                                                            strengths.ages, slope);
        check(COUNT, strengths.reference, strengths.oracle, strengths.magnitude, 1);
    }
    double left = 1, scale = 1;
    ((decay_companion *)find("decay_linear_oracle"))(1, &left, &(uint64_t){5}, INFINITY);
    cr_assert(left == 0, "%a", left);
    ((decay_companion *)find("decay_linear_magnitude"))(1, &scale, &(uint64_t){4}, 0.25f);
    cr_assert(scale == 2, "%a", scale);
}

Test(companions, decay_power_law) {
    typedef void kernel(size_t n, float *strengths, const uint64_t *ages, float tau, float alpha);
    typedef void companion(size_t n, double *strengths, const uint64_t *ages, float tau,
                           float alpha);
    companion *oracle = (companion *)find("decay_power_law_oracle");
    struct base_words words = {29};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        struct strengths strengths;
        draw_strengths(&words, &strengths);
        float tau = (float)exp(between(&words, 0, 23)), alpha = (float)between(&words, 0, 3);
        ((kernel *)find("decay_power_law"))(COUNT, strengths.reference, strengths.ages, tau, alpha);
        oracle(COUNT, strengths.oracle, strengths.ages, tau, alpha);
        ((companion *)find("decay_power_law_magnitude"))(COUNT, strengths.magnitude, strengths.ages,
                                                         tau, alpha);
        check(COUNT, strengths.reference, strengths.oracle, strengths.magnitude, 0);
    }
    double strength = 1;
    oracle(1, &strength, &(uint64_t){1}, 1, -56);
    cr_assert(strength == 0x1p56, "%a", strength);
}

struct graph {
    uint32_t offsets[NODES + 1], targets[ARCS];
    float weights[ARCS];
};

/// Weights and seeds of four bits, so that three hops are exact.
static void draw_graph(struct base_words *words, struct graph *graph, float *seeds) {
    for (size_t u = 0; u <= NODES; u++)
        graph->offsets[u] = (uint32_t)(u * ARCS / NODES);
    for (size_t j = 0; j < ARCS; j++) {
        graph->targets[j] = (uint32_t)(base_words_next(words) % NODES);
        graph->weights[j] = (float)(int)(base_words_next(words) % 17) / 8 - 1;
    }
    for (size_t t = 0; t < NODES; t++)
        seeds[t] = (float)(base_words_next(words) % 16) / 16;
}

Test(companions, spread) {
    typedef void kernel(size_t nodes, size_t arcs, const uint32_t *offsets, const uint32_t *targets,
                        const float *weights, uint32_t depth, float rate, uint32_t threads,
                        float *activation);
    typedef void companion(size_t nodes, size_t arcs, const uint32_t *offsets,
                           const uint32_t *targets, const float *weights, uint32_t depth,
                           float rate, uint32_t threads, double *activation);
    struct base_words words = {30};
    for (size_t trial = 0; trial < TRIALS; trial++) {
        struct graph graph;
        float result[NODES];
        double oracle[NODES], magnitude[NODES];
        draw_graph(&words, &graph, result);
        for (size_t t = 0; t < NODES; t++)
            oracle[t] = magnitude[t] = result[t];
        float rate = trial % 2 == 0 ? 0 : 0.3f;
        ((kernel *)find("spread"))(NODES, ARCS, graph.offsets, graph.targets, graph.weights, 3,
                                   rate, 1, result);
        ((companion *)find("spread_oracle"))(NODES, ARCS, graph.offsets, graph.targets,
                                             graph.weights, 3, rate, 1, oracle);
        ((companion *)find("spread_magnitude"))(NODES, ARCS, graph.offsets, graph.targets,
                                                graph.weights, 3, rate, 1, magnitude);
        if (rate == 0)
            check(NODES, result, oracle, magnitude, 0);
        // Otherwise three products and three sums are rounded, each by half a step of the most.
        for (size_t t = 0; t < NODES; t++)
            cr_assert(fabs(result[t] - oracle[t]) <= magnitude[t] * 6 * 0x1p-24, "%zu: %a, not %a",
                      t, (double)result[t], oracle[t]);
    }
}
