/// exp, pow and the decays over arrays, and the ids of occupied slots.
#include "bench/peers/libraries.h"
#include "bench/peers/peers_data.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

struct table {
    size_t n;
    float *x, *y, *result, *strengths;
    uint64_t *ages;
    uint8_t *states;
    float tau, alpha, slope;
};

typedef void mapping(size_t n, const float *x, float *result);
typedef void mapping_two(size_t n, const float *x, const float *y, float *result);
typedef void decay_one(size_t n, float *strengths, const uint64_t *ages, float rate);
typedef void decay_two(size_t n, float *strengths, const uint64_t *ages, float tau, float alpha);
typedef size_t collecting(size_t slots, const uint8_t *states, uint32_t *ids);
typedef float scalar(float x);
typedef float scalar_two(float x, float y);

#define RUN(name, type, ...)                                                                       \
    static void name(void *work, peers_function function, uint64_t calls) {                        \
        struct table *t = work;                                                                    \
        type *f = (type *)function;                                                                \
        for (; calls > 0; calls--) {                                                               \
            __VA_ARGS__;                                                                           \
            PEERS_KEEP();                                                                          \
        }                                                                                          \
    }

/// Strengths decay in place: each call begins with them as they were.
#define RESTORE memcpy(t->result, t->strengths, t->n * sizeof(float))

RUN(run_mapping, mapping, f(t->n, t->x, t->result))
RUN(run_mapping_two, mapping_two, f(t->n, t->x, t->y, t->result))
RUN(run_exponential, decay_one, RESTORE; f(t->n, t->result, t->ages, t->tau))
RUN(run_linear, decay_one, RESTORE; f(t->n, t->result, t->ages, t->slope))
RUN(run_power, decay_two, RESTORE; f(t->n, t->result, t->ages, t->tau, t->alpha))
RUN(run_collect, collecting, t->result[0] = (float)f(t->n, t->states, (uint32_t *)t->strengths))
RUN(run_scalar, scalar, for (size_t i = 0; i < t->n; i++) t->result[i] = f(t->x[i]))
RUN(run_scalar_two, scalar_two,
    for (size_t i = 0; i < t->n; i++) t->result[i] = f(t->x[i], t->y[i]))
#if defined(__AVX2__)
typedef __m256 wide(__m256 x);
typedef __m256 wide_two(__m256 x, __m256 y);
RUN(run_wide, wide,
    for (size_t i = 0; i + 8 <= t->n; i += 8)
        _mm256_storeu_ps(t->result + i, f(_mm256_loadu_ps(t->x + i))))
RUN(run_wide_two, wide_two,
    for (size_t i = 0; i + 8 <= t->n; i += 8)
        _mm256_storeu_ps(t->result + i, f(_mm256_loadu_ps(t->x + i), _mm256_loadu_ps(t->y + i))))
#endif

/// At the kernel's own width, so that a target compares methods and not registers.
static void add_vector_libraries(struct peers_contest *contest, bool is_power, double target) {
#if defined(__AVX2__)
    peers_run *run = is_power ? run_wide_two : run_wide;
    peers_add(contest, "libmvec, 8 floats", run,
              peers_find(PEERS_LIBMVEC, is_power ? "_ZGVdN8vv_powf" : "_ZGVdN8v_expf"), target,
              1e-5);
    peers_add(contest, "SLEEF u10, 8 floats", run,
              peers_find(PEERS_SLEEF, is_power ? "Sleef_powf8_u10avx2" : "Sleef_expf8_u10avx2"), 0,
              1e-5);
#else
    (void)contest, (void)is_power, (void)target;
#endif
}

static void hold_exp(struct table *t, const struct peers_machine *machine, const char *size,
                     struct peers_options *options) {
    struct peers_contest contest = {.kernel = "exp_f32", .size = size, .work = t};
    contest.outputs = t->result;
    contest.output_count = t->n;
    // Counted in the disassembly.
    contest.limit = "fma units (12 operations for each float)";
    contest.limit_ns = (double)t->n * 12 * 2 / machine->fma;
    peers_fill(t->x, t->n, -80, 80);
    peers_add(&contest, "kernel", run_mapping, peers_find(PEERS_KERNELS, "exp_f32"), 0, 0);
    add_vector_libraries(&contest, false, 1.9);
    peers_add(&contest, "glibc expf", run_scalar, (peers_function)expf, 0, 1e-6);
    peers_add(&contest, "loop, gcc fast-math", run_mapping, peers_find(PEERS_GCC, "plain_exp"), 0,
              1e-5);
    peers_add(&contest, "loop, clang fast-math", run_mapping, peers_find(PEERS_CLANG, "plain_exp"),
              0, 1e-5);
    peers_hold(&contest, options);
}

static void hold_pow(struct table *t, const struct peers_machine *machine, const char *size,
                     struct peers_options *options) {
    struct peers_contest contest = {.kernel = "pow_f32", .size = size, .work = t};
    contest.outputs = t->result;
    contest.output_count = t->n;
    // A vector has half as many doubles as floats.
    contest.limit = "fma units (18 operations for each double)";
    contest.limit_ns = (double)t->n * 18 * 2 * 2 / machine->fma;
    peers_fill(t->x, t->n, 0, 100);
    peers_fill(t->y, t->n, -10, 10);
    peers_add(&contest, "kernel", run_mapping_two, peers_find(PEERS_KERNELS, "pow_f32"), 0, 0);
    add_vector_libraries(&contest, true, 1.0);
    peers_add(&contest, "glibc powf", run_scalar_two, (peers_function)powf, 0, 1e-6);
    peers_add(&contest, "loop, gcc fast-math", run_mapping_two, peers_find(PEERS_GCC, "plain_pow"),
              0, 1e-5);
    peers_add(&contest, "loop, clang fast-math", run_mapping_two,
              peers_find(PEERS_CLANG, "plain_pow"), 0, 1e-5);
    peers_hold(&contest, options);
}

static void hold_decay(struct table *t, const char *kernel, peers_run *run, const char *size,
                       struct peers_options *options) {
    char plain[64];
    struct peers_contest contest = {.kernel = kernel, .size = size, .work = t};
    contest.outputs = t->result;
    contest.output_count = t->n;
    peers_fill(t->strengths, t->n, 0, 1);
    snprintf(plain, sizeof plain, "plain_%s", kernel);
    peers_add(&contest, "kernel", run, peers_find(PEERS_KERNELS, kernel), 0, 0);
    peers_add(&contest, "loop, gcc fast-math", run, peers_find(PEERS_GCC, plain), 0, 1e-5);
    peers_add(&contest, "loop, clang fast-math", run, peers_find(PEERS_CLANG, plain), 0, 1e-5);
    peers_hold(&contest, options);
}

static void hold_collect(struct table *t, const char *size, struct peers_options *options) {
    struct peers_contest contest = {.kernel = "collect_nodes", .size = size, .work = t};
    contest.outputs = t->result;
    contest.output_count = 1;
    peers_add(&contest, "kernel", run_collect, peers_find(PEERS_KERNELS, "collect_nodes"), 0, 0);
    peers_add(&contest, "loop, gcc fast-math", run_collect,
              peers_find(PEERS_GCC, "plain_collect_nodes"), 0, 0);
    peers_add(&contest, "loop, clang fast-math", run_collect,
              peers_find(PEERS_CLANG, "plain_collect_nodes"), 0, 0);
    peers_hold(&contest, options);
}

void peers_elementwise(const struct peers_machine *machine, struct peers_options *options) {
    static const struct {
        const char *kernel;
        peers_run *run;
    } decays[] = {{"decay_exponential", run_exponential},
                  {"decay_power_law", run_power},
                  {"decay_linear", run_linear}};
    enum { N = 4096 };
    struct table t = {
        .n = N,
        .x = peers_memory(N * sizeof(float)),
        .y = peers_memory(N * sizeof(float)),
        .result = peers_memory(N * sizeof(float)),
        .strengths = peers_memory(N * sizeof(float)),
        .ages = peers_memory(N * sizeof(uint64_t)),
        .states = peers_memory(N),
        .tau = 86400.0f * 30,
        .alpha = 0.5f,
        .slope = 1e-8f,
    };
    for (size_t i = 0; i < N; i++) {
        t.ages[i] = peers_word() % 40000000;
        t.states[i] = peers_word() % 2 == 0;
    }
    if (peers_wants(options, "exp_f32"))
        hold_exp(&t, machine, "4096", options);
    if (peers_wants(options, "pow_f32"))
        hold_pow(&t, machine, "4096", options);
    for (size_t i = 0; i < 3; i++)
        if (peers_wants(options, decays[i].kernel))
            hold_decay(&t, decays[i].kernel, decays[i].run, "4096", options);
    if (peers_wants(options, "collect_nodes"))
        hold_collect(&t, "4096 slots, half in use", options);
}
