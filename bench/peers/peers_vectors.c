/// dot, norm, normalize and cosine of two vectors that lie in the first cache.
#include "bench/peers/libraries.h"
#include "bench/peers/peers_data.h"

#include <math.h>
#include <stdio.h>

struct pair {
    size_t n;
    float *a, *b, *result;
};

typedef float two_vectors(size_t n, const float *a, const float *b);
typedef float one_vector(size_t n, const float *a);
typedef void mapping(size_t n, const float *a, float *result);
typedef float blas_dot(int n, const float *a, int a_step, const float *b, int b_step);
typedef float blas_norm(int n, const float *a, int a_step);
typedef float faiss_dot(const float *a, const float *b, size_t n);
typedef float faiss_square(const float *a, size_t n);

/// Defines how a side of one signature is run; `p` is the pair, `f` the function.
#define RUN(name, type, ...)                                                                       \
    static void name(void *work, peers_function function, uint64_t calls) {                        \
        struct pair *p = work;                                                                     \
        type *f = (type *)function;                                                                \
        for (; calls > 0; calls--) {                                                               \
            __VA_ARGS__;                                                                           \
            PEERS_KEEP();                                                                          \
        }                                                                                          \
    }

RUN(run_two, two_vectors, p->result[0] = f(p->n, p->a, p->b))
RUN(run_one, one_vector, p->result[0] = f(p->n, p->a))
RUN(run_mapping, mapping, f(p->n, p->a, p->result))
RUN(run_blas_dot, blas_dot, p->result[0] = f((int)p->n, p->a, 1, p->b, 1))
RUN(run_blas_norm, blas_norm, p->result[0] = f((int)p->n, p->a, 1))
RUN(run_faiss_dot, faiss_dot, p->result[0] = f(p->a, p->b, p->n))
RUN(run_faiss_norm, faiss_square, p->result[0] = sqrtf(f(p->a, p->n)))
RUN(run_blas_cosine, blas_dot, int n = (int)p->n; float a_square = f(n, p->a, 1, p->a, 1);
    p->result[0] = f(n, p->a, 1, p->b, 1) / sqrtf(a_square * f(n, p->b, 1, p->b, 1)))

static void hold_dot(struct pair *pair, const struct peers_machine *machine, const char *size,
                     struct peers_options *options) {
    bool is_judged = pair->n == 768;
    struct peers_contest contest = {.kernel = "dot", .size = size, .work = pair};
    contest.outputs = pair->result;
    contest.output_count = 1;
    contest.limit = "loads from L1";
    contest.limit_ns = (double)(2 * pair->n * sizeof(float)) / machine->read_l1;
    peers_add(&contest, "kernel", run_two, peers_find(PEERS_KERNELS, "dot"), 0, 0);
    peers_add(&contest, "OpenBLAS sdot", run_blas_dot, peers_find(PEERS_OPENBLAS, "cblas_sdot"),
              is_judged ? 0.95 : 0, 1e-4);
    peers_add(&contest, "BLIS sdot", run_blas_dot, peers_find(PEERS_BLIS, "cblas_sdot"), 0, 1e-4);
    peers_add(&contest, "FAISS fvec_inner_product", run_faiss_dot,
              peers_find(PEERS_FAISS, "_ZN5faiss18fvec_inner_productEPKfS1_m"), 0, 1e-4);
    peers_add(&contest, "loop, gcc fast-math", run_two, peers_find(PEERS_GCC, "plain_dot"), 0,
              1e-4);
    peers_add(&contest, "loop, clang fast-math", run_two, peers_find(PEERS_CLANG, "plain_dot"), 0,
              1e-4);
    peers_add(&contest, "by hand, free order", run_two, (peers_function)peers_dot_free,
              is_judged ? 1.05 : 0, 1e-4);
    peers_hold(&contest, options);
}

static void hold_norm(struct pair *pair, const struct peers_machine *machine, const char *size,
                      struct peers_options *options) {
    struct peers_contest contest = {.kernel = "norm", .size = size, .work = pair};
    double loads = (double)(pair->n * sizeof(float)) / machine->read_l1;
    double products = (double)(2 * pair->n) / machine->fma;
    contest.outputs = pair->result;
    contest.output_count = 1;
    contest.limit = loads > products ? "loads from L1" : "fma units";
    contest.limit_ns = fmax(loads, products);
    peers_add(&contest, "kernel", run_one, peers_find(PEERS_KERNELS, "norm"), 0, 0);
    peers_add(&contest, "OpenBLAS snrm2", run_blas_norm, peers_find(PEERS_OPENBLAS, "cblas_snrm2"),
              0, 1e-4);
    peers_add(&contest, "BLIS snrm2", run_blas_norm, peers_find(PEERS_BLIS, "cblas_snrm2"), 0,
              1e-4);
    peers_add(&contest, "FAISS fvec_norm_L2sqr, sqrtf", run_faiss_norm,
              peers_find(PEERS_FAISS, "_ZN5faiss15fvec_norm_L2sqrEPKfm"), 0, 1e-4);
    peers_add(&contest, "loop, gcc fast-math", run_one, peers_find(PEERS_GCC, "plain_norm"), 0,
              1e-4);
    peers_add(&contest, "loop, clang fast-math", run_one, peers_find(PEERS_CLANG, "plain_norm"),
              pair->n == 768 ? 1.05 : 0, 1e-4);
    peers_add(&contest, "by hand, free order", run_one, (peers_function)peers_norm_free, 0, 1e-4);
    peers_hold(&contest, options);
}

static void hold_normalize(struct pair *pair, const struct peers_machine *machine, const char *size,
                           struct peers_options *options) {
    struct peers_contest contest = {.kernel = "normalize", .size = size, .work = pair};
    contest.outputs = pair->result;
    contest.output_count = pair->n;
    contest.limit = "loads from L1, twice";
    contest.limit_ns = (double)(2 * pair->n * sizeof(float)) / machine->read_l1;
    peers_add(&contest, "kernel", run_mapping, peers_find(PEERS_KERNELS, "normalize"), 0, 0);
    peers_add(&contest, "loop, gcc fast-math", run_mapping,
              peers_find(PEERS_GCC, "plain_normalize"), 0, 1e-5);
    peers_add(&contest, "loop, clang fast-math", run_mapping,
              peers_find(PEERS_CLANG, "plain_normalize"), 0, 1e-5);
    peers_hold(&contest, options);
}

static void hold_cosine(struct pair *pair, const struct peers_machine *machine, const char *size,
                        struct peers_options *options) {
    struct peers_contest contest = {.kernel = "cosine", .size = size, .work = pair};
    contest.outputs = pair->result;
    contest.output_count = 1;
    contest.limit = "fma units";
    contest.limit_ns = (double)(6 * pair->n) / machine->fma;
    peers_add(&contest, "kernel", run_two, peers_find(PEERS_KERNELS, "cosine"), 0, 0);
    peers_add(&contest, "OpenBLAS, three sdot", run_blas_cosine,
              peers_find(PEERS_OPENBLAS, "cblas_sdot"), 0, 1e-5);
    peers_add(&contest, "loop, gcc fast-math", run_two, peers_find(PEERS_GCC, "plain_cosine"), 0,
              1e-5);
    peers_add(&contest, "loop, clang fast-math", run_two, peers_find(PEERS_CLANG, "plain_cosine"),
              pair->n == 768 ? 1.3 : 0, 1e-5);
    peers_hold(&contest, options);
}

void peers_vectors(const struct peers_machine *machine, struct peers_options *options) {
    static const size_t sizes[] = {64, 768, 1536};
    static void (*const holds[])(struct pair *, const struct peers_machine *, const char *,
                                 struct peers_options *) = {hold_dot, hold_norm, hold_normalize,
                                                            hold_cosine};
    static const char *const kernels[] = {"dot", "norm", "normalize", "cosine"};
    for (size_t kernel = 0; kernel < 4; kernel++) {
        if (!peers_wants(options, kernels[kernel]))
            continue;
        for (size_t i = 0; i < 3; i++) {
            char size[32];
            size_t bytes = sizes[i] * sizeof(float);
            struct pair pair = {sizes[i], peers_memory(bytes), peers_memory(bytes),
                                peers_memory(bytes)};
            peers_fill(pair.a, pair.n, -1, 1);
            peers_fill(pair.b, pair.n, -1, 1);
            snprintf(size, sizeof size, "%zu", pair.n);
            holds[kernel](&pair, machine, size, options);
        }
    }
}
