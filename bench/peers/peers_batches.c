/// Scores of many candidates, and the best of them.
#include "bench/peers/libraries.h"
#include "bench/peers/peers_data.h"

#include <math.h>
#include <stdio.h>

enum { DIM = 768, BEST = 10, BLAS_ROWS = 101, BLAS_PLAIN = 111, BLAS_TRANSPOSED = 112 };

struct batch {
    size_t queries, count, k;
    float *query, *candidates, *scores, *norms, *best, *scratch;
    uint32_t *indices;
    int8_t *codes;
    float *steps, *errors;
    peers_function select; ///< top_k, for those that score everything first
};

typedef void batch_function(size_t dim, size_t count, const float *query, const float *candidates,
                            float *scores);
typedef float read_function(size_t n, const float *values);
typedef void faiss_batch(float *products, const float *query, const float *candidates, size_t dim,
                         size_t count);
typedef void blas_multiply_vector(int order, int transposed, int rows, int columns, float alpha,
                                  const float *matrix, int stride, const float *x, int x_step,
                                  float beta, float *y, int y_step);
typedef void blas_multiply(int order, int first, int second, int rows, int columns, int inner,
                           float alpha, const float *a, int a_stride, const float *b, int b_stride,
                           float beta, float *c, int c_stride);
typedef void matrix_function(size_t dim, size_t query_count, size_t count, const float *queries,
                             const float *candidates, float *scores);
typedef void quantize_function(size_t dim, size_t count, const float *rows, int8_t *codes,
                               float *steps, float *errors);
typedef void scan_function(size_t dim, size_t count, size_t k, const float *query,
                           const float *candidates, const int8_t *codes, const float *steps,
                           const float *errors, uint32_t *indices, float *best);
typedef void top_function(size_t n, size_t k, const float *scores, uint32_t *indices, float *best);

#define RUN(name, type, ...)                                                                       \
    static void name(void *work, peers_function function, uint64_t calls) {                        \
        struct batch *w = work;                                                                    \
        type *f = (type *)function;                                                                \
        for (; calls > 0; calls--) {                                                               \
            __VA_ARGS__;                                                                           \
            PEERS_KEEP();                                                                          \
        }                                                                                          \
    }

RUN(run_batch, batch_function, f(DIM, w->count, w->query, w->candidates, w->scores))
RUN(run_read, read_function, w->scores[0] = f(w->count * DIM, w->candidates))
RUN(run_faiss, faiss_batch, f(w->scores, w->query, w->candidates, DIM, w->count);
    for (size_t i = 0; i < w->count; i++) w->scores[i] *= w->norms[i])
RUN(run_gemv, blas_multiply_vector,
    f(BLAS_ROWS, BLAS_PLAIN, (int)w->count, DIM, 1, w->candidates, DIM, w->query, 1, 0, w->scores,
      1);
    for (size_t i = 0; i < w->count; i++) w->scores[i] *= w->norms[i])
RUN(run_matrix, matrix_function, f(DIM, w->queries, w->count, w->query, w->candidates, w->scores))
RUN(run_gemm, blas_multiply,
    f(BLAS_ROWS, BLAS_PLAIN, BLAS_TRANSPOSED, (int)w->queries, (int)w->count, DIM, 1, w->query, DIM,
      w->candidates, DIM, 0, w->scores, (int)w->count))
RUN(run_quantize, quantize_function, f(DIM, w->count, w->candidates, w->codes, w->steps, w->errors))
RUN(run_scan, scan_function,
    f(DIM, w->count, w->k, w->query, w->candidates, w->codes, w->steps, w->errors, w->indices,
      w->best))
RUN(run_brute_force, batch_function, f(DIM, w->count, w->query, w->candidates, w->scores);
    ((top_function *)w->select)(w->count, w->k, w->scores, w->indices, w->best))
RUN(run_top, top_function, f(w->count, w->k, w->scores, w->indices, w->best))

// ---- what std::partial_sort does: a heap of the best so far, sorted at the end
// -------------------

/// Whether score i comes after score j.
static bool comes_after(const float *scores, uint32_t i, uint32_t j) {
    return scores[i] < scores[j] || (scores[i] == scores[j] && i > j);
}

static void sift_down(const float *scores, uint32_t *heap, size_t size, size_t at) {
    for (size_t child; (child = 2 * at + 1) < size; at = child) {
        if (child + 1 < size && comes_after(scores, heap[child + 1], heap[child]))
            child++;
        if (!comes_after(scores, heap[child], heap[at]))
            return;
        uint32_t kept = heap[at];
        heap[at] = heap[child];
        heap[child] = kept;
    }
}

static void partial_sort(size_t n, size_t k, const float *scores, uint32_t *indices, float *best) {
    for (size_t i = 0; i < k; i++)
        indices[i] = (uint32_t)i;
    for (size_t i = k / 2; i-- > 0;)
        sift_down(scores, indices, k, i);
    for (size_t i = k; i < n; i++) {
        if (!comes_after(scores, indices[0], (uint32_t)i))
            continue;
        indices[0] = (uint32_t)i;
        sift_down(scores, indices, k, 0);
    }
    for (size_t size = k; size > 1; size--) {
        uint32_t kept = indices[0];
        indices[0] = indices[size - 1];
        indices[size - 1] = kept;
        sift_down(scores, indices, size - 1, 0);
    }
    for (size_t i = 0; i < k; i++)
        best[i] = scores[indices[i]];
}

// ---- contests ----------------------------------------------------------------------------------

/// The norms' part of a score, for peers that only form products: a user stores it beside the rows.
static void invert_norms(struct batch *w) {
    float query = peers_norm_free(DIM, w->query);
    for (size_t i = 0; i < w->count; i++)
        w->norms[i] = 1 / (query * peers_norm_free(DIM, w->candidates + i * DIM));
}

static void hold_batch(struct batch *w, const struct peers_machine *machine,
                       struct peers_options *options) {
    char size[32];
    struct peers_contest contest = {.kernel = "cosine_batch", .size = size, .work = w};
    double products = (double)(4 * w->count * DIM) / machine->fma;
    snprintf(size, sizeof size, "%zu × %d", w->count, DIM);
    contest.outputs = w->scores;
    contest.output_count = w->count;
    double bytes = (double)(w->count * DIM * sizeof(float));
    bool is_near = bytes < (400 << 10);
    double read = bytes / (is_near ? machine->read_l2 : machine->read_l3);
    contest.limit = products > read ? "fma units" : is_near ? "reading from L2" : "reading from L3";
    contest.limit_ns = fmax(products, read);
    peers_add(&contest, "kernel", run_batch, peers_find(PEERS_KERNELS, "cosine_batch"), 0, 0);
    peers_add(&contest, "pure read", run_read, (peers_function)peers_read,
              w->count == 100 ? 1.2 : 1.03, -1);
    peers_add(&contest, "OpenBLAS sgemv, norms stored", run_gemv,
              peers_find(PEERS_OPENBLAS, "cblas_sgemv"), 0, 1e-5);
    peers_add(&contest, "BLIS sgemv, norms stored", run_gemv, peers_find(PEERS_BLIS, "cblas_sgemv"),
              0, 1e-5);
    peers_add(&contest, "FAISS inner_products_ny, norms stored", run_faiss,
              peers_find(PEERS_FAISS, "_ZN5faiss22fvec_inner_products_nyEPfPKfS2_mm"), 0, 1e-5);
    peers_add(&contest, "loop, gcc fast-math", run_batch,
              peers_find(PEERS_GCC, "plain_cosine_batch"), 0, 1e-5);
    peers_add(&contest, "loop, clang fast-math", run_batch,
              peers_find(PEERS_CLANG, "plain_cosine_batch"), 0, 1e-5);
    peers_hold(&contest, options);
}

static void hold_matrix(struct batch *w, const struct peers_machine *machine,
                        struct peers_options *options) {
    struct peers_contest contest = {.kernel = "cosine_matrix", .size = "1000 × 1000 × 768"};
    w->queries = w->count;
    contest.work = w;
    contest.outputs = w->scores;
    contest.output_count = w->queries * w->count;
    contest.limit = "fma units";
    contest.limit_ns = (double)(2 * w->queries * w->count * DIM) / machine->fma;
    peers_add(&contest, "kernel", run_matrix, peers_find(PEERS_KERNELS, "cosine_matrix"), 0, 0);
    if (contest.side_count == 0)
        return;
    // Products, not scores: the vectors are no unit vectors.
    peers_add(&contest, "OpenBLAS sgemm", run_gemm, peers_find(PEERS_OPENBLAS, "cblas_sgemm"), 1.25,
              -1);
    peers_add(&contest, "BLIS sgemm", run_gemm, peers_find(PEERS_BLIS, "cblas_sgemm"), 0, -1);
    peers_hold(&contest, options);
}

/// The best of many candidates, by codes that were made before, against scoring all of them.
static void hold_scan(struct batch *w, const struct peers_machine *machine,
                      struct peers_options *options) {
    char size[32];
    peers_function quantize = peers_find(PEERS_KERNELS, "quantize_rows");
    struct peers_contest contest = {.kernel = "quantize_rows", .size = size, .work = w};
    snprintf(size, sizeof size, "%zu × %d", w->count, DIM);
    w->k = BEST;
    w->select = peers_find(PEERS_KERNELS, "top_k");
    if (quantize == NULL)
        return;
    contest.outputs = w->steps;
    contest.output_count = w->count;
    peers_add(&contest, "kernel", run_quantize, quantize, 0, 0);
    peers_add(&contest, "the reference", run_quantize, peers_find(PEERS_REFERENCE, "quantize_rows"),
              0, 0);
    if (peers_wants(options, "quantize_rows"))
        peers_hold(&contest, options);
    run_quantize(w, quantize, 1);
    snprintf(size, sizeof size, "%d of %zu × %d", BEST, w->count, DIM);
    contest = (struct peers_contest){.kernel = "cosine_top_k", .size = size, .work = w};
    contest.outputs = w->best;
    contest.output_count = BEST;
    double bytes = (double)(w->count * DIM);
    bool is_small = bytes < (256 << 10);
    contest.limit = is_small ? "reading the codes from L2" : "reading the codes from L3";
    contest.limit_ns = bytes / (is_small ? machine->read_l2 : machine->read_l3);
    peers_add(&contest, "kernel", run_scan, peers_find(PEERS_KERNELS, "cosine_top_k"), 0, 0);
    if (contest.side_count == 0 || !peers_wants(options, "cosine_top_k"))
        return;
    peers_add(&contest, "brute force (cosine_batch, top_k)", run_brute_force,
              peers_find(PEERS_KERNELS, "cosine_batch"), w->count >= 1000 ? 0.3 : 0, 0);
    peers_hold(&contest, options);
}

static void hold_top(struct batch *w, const struct peers_machine *machine,
                     struct peers_options *options) {
    char size[32];
    struct peers_contest contest = {.kernel = "top_k", .size = size, .work = w};
    w->k = BEST;
    snprintf(size, sizeof size, "%d of %zu", BEST, w->count);
    peers_fill(w->scores, w->count, -1, 1);
    contest.outputs = w->best;
    contest.output_count = BEST;
    contest.limit = "loads from L1";
    contest.limit_ns = (double)(w->count * sizeof(float)) / machine->read_l1;
    peers_add(&contest, "kernel", run_top, peers_find(PEERS_KERNELS, "top_k"), 0, 0);
    peers_add(&contest, "partial sort by a heap", run_top, (peers_function)partial_sort, 0.35, 0);
    peers_hold(&contest, options);
}

void peers_batches(const struct peers_machine *machine, struct peers_options *options) {
    static const size_t counts[] = {100, 1000, 5000};
    enum { COUNT_MAX = 5000, MATRIX = 1000 };
    struct batch w = {
        .query = peers_memory((size_t)MATRIX * DIM * sizeof(float)),
        .candidates = peers_memory((size_t)COUNT_MAX * DIM * sizeof(float)),
        .scores = peers_memory((size_t)MATRIX * MATRIX * sizeof(float)),
        .norms = peers_memory(COUNT_MAX * sizeof(float)),
        .best = peers_memory(BEST * sizeof(float)),
        .indices = peers_memory(BEST * sizeof(uint32_t)),
        .codes = peers_memory((size_t)COUNT_MAX * DIM),
        .steps = peers_memory(COUNT_MAX * sizeof(float)),
        .errors = peers_memory(COUNT_MAX * sizeof(float)),
    };
    peers_fill(w.query, (size_t)MATRIX * DIM, -1, 1);
    peers_fill(w.candidates, (size_t)COUNT_MAX * DIM, -1, 1);
    for (size_t i = 0; i < 3; i++) {
        w.count = counts[i];
        invert_norms(&w);
        if (peers_wants(options, "cosine_batch"))
            hold_batch(&w, machine, options);
        hold_scan(&w, machine, options);
    }
    for (size_t i = 1; i < 3; i++) {
        w.count = counts[i];
        if (peers_wants(options, "top_k"))
            hold_top(&w, machine, options);
    }
    w.count = MATRIX;
    if (peers_wants(options, "cosine_matrix"))
        hold_matrix(&w, machine, options);
}
