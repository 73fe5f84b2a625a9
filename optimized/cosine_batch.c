/// Four candidates at a time, whose sums of one vector of lanes stay in registers while it is
/// carried through all four. So each passes by once for every vector of lanes, from the first
/// cache, into which the next four are fetched meanwhile: always the lines that this four have just
/// done with, so that both do not need more room than one.
///
/// Candidates that come from memory, and not from a cache, are taken one at a time instead, and
/// fetched in the order of their addresses: that is what memory is fast at, by 1.5 times and more
/// (docs/kernels.md).
#include "../reference/cosine_batch.h"

#include "similarity_finish.h"

#include <stdbool.h>

enum {
    /// More than a core's share of a usual third-level cache.
    BATCH_CACHED_BYTES = 12 << 20,
    /// How far ahead candidates are fetched at least: what comes from memory while it arrives.
    BATCH_AHEAD_BYTES = 2048,
};

VECTOR_INLINE float batch_one(size_t dim, const float *query, float query_square,
                              const float *row) {
    enum { GROUP = VECTOR_BYTES == 16 ? 8 : 4 };
    size_t bytes = dim * sizeof *row;
    uintptr_t ahead = (uintptr_t)row + (bytes > BATCH_AHEAD_BYTES ? bytes : BATCH_AHEAD_BYTES);
    const float *const left[] = {query, row}, *const right[] = {row, row};
    float sums[2];
    sum_many_ahead(dim, 2, GROUP, left, right, ahead, sums);
    return similarity_finish(dim, query, row, sums[0], query_square, sums[1]);
}

#if VECTOR_HAS_FMA

enum {
    BATCH_ROWS = 4,
    BATCH_LINE = 16, // floats of a cache line
    BATCH_LINES = SUM_LANES / BATCH_LINE,
    BATCH_LINE_PASSES = BATCH_LINE / VECTOR_FLOATS, // passes that use the same lines
    BATCH_FETCHES = BATCH_ROWS / BATCH_LINE_PASSES, // rows of which each of them fetches
};

/// Sums with the query, and of squares.
struct batch_sums {
    vector_f32 products[BATCH_ROWS], squares[BATCH_ROWS];
};

VECTOR_INLINE void batch_step(const float *query, const float *rows, size_t stride,
                              struct batch_sums *sums) {
    vector_f32 own = vector_load_f32(query);
    VECTOR_PIN(own);
    VECTOR_UNROLL for (size_t r = 0; r < BATCH_ROWS; r++) {
        vector_f32 value = vector_load_f32(rows + r * stride);
        VECTOR_PIN(value);
        sums->products[r] = vector_fma_f32(own, value, sums->products[r]);
        sums->squares[r] = vector_fma_f32(value, value, sums->squares[r]);
    }
}

/// One vector of lanes through the whole rounds of four candidates, and through a last one that is
/// filled up. `fetch` is where the next four begin, or these for what they have not yet used.
VECTOR_INLINE void batch_pass(size_t dim, size_t pass, const float *query, const float *rows,
                              const float *last, const float *fetch, struct batch_sums *sums) {
    *sums = (struct batch_sums){0};
    size_t line = (pass / BATCH_LINE_PASSES + BATCH_LINES - 1) % BATCH_LINES;
    uintptr_t fetched = (uintptr_t)(fetch + pass % BATCH_LINE_PASSES * BATCH_FETCHES * dim) +
                        line * BATCH_LINE * sizeof *fetch;
    size_t at = pass * VECTOR_FLOATS;
    for (size_t round = 0; round < dim / SUM_LANES; round++, at += SUM_LANES) {
        batch_step(query + at, rows + at, dim, sums);
        VECTOR_UNROLL for (size_t r = 0; r < BATCH_FETCHES; r++)
            __builtin_prefetch((const void *)(fetched + r * dim * sizeof *fetch));
        fetched += SUM_LANES * sizeof *fetch;
    }
    if (last != NULL)
        batch_step(last + pass * VECTOR_FLOATS, last + SUM_LANES + pass * VECTOR_FLOATS, SUM_LANES,
                   sums);
}

/// Scores of four candidates that follow each other. `last` is NULL or holds the query's last
/// round, filled up, and room for theirs.
VECTOR_RARE void batch_four(size_t dim, const float *query, float query_square, const float *rows,
                            float *last, const float *next, float *scores) {
    vector_f32 products[BATCH_ROWS][SUM_VECTORS], squares[BATCH_ROWS][SUM_VECTORS];
    for (size_t r = 0; r < BATCH_ROWS && last != NULL; r++)
        sum_fill_up(dim, rows + r * dim, 0, last + (1 + r) * SUM_LANES);
    VECTOR_UNROLL for (size_t pass = 0; pass < SUM_VECTORS; pass++) {
        struct batch_sums sums;
        batch_pass(dim, pass, query, rows, last, pass < BATCH_LINE_PASSES ? rows : next, &sums);
        VECTOR_UNROLL for (size_t r = 0; r < BATCH_ROWS; r++) {
            products[r][pass] = sums.products[r];
            squares[r][pass] = sums.squares[r];
        }
        VECTOR_LEAVE_IN_MEMORY();
    }
    struct batch_sums ends;
    VECTOR_UNROLL for (size_t r = 0; r < BATCH_ROWS; r++) {
        ends.products[r] = sum_tree_vectors(products[r]);
        ends.squares[r] = sum_tree_vectors(squares[r]);
    }
    vector_f32x4 product = sum_tree_four(ends.products), square = sum_tree_four(ends.squares);
    bool is_safe = sum_is_safe(query_square);
    for (size_t r = 0; r < BATCH_ROWS; r++)
        is_safe &= sum_is_safe(square[r]);
    if (__builtin_expect(is_safe, 1))
        product = similarity_finish_four(product, query_square, square);
    else
        for (size_t r = 0; r < BATCH_ROWS; r++)
            product[r] =
                similarity_finish(dim, query, rows + r * dim, product[r], query_square, square[r]);
    memcpy(scores, &product, sizeof product);
}

void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]) {
    float query_square = sum_products(dim, query, query);
    float room[(1 + BATCH_ROWS) * SUM_LANES], *last = NULL;
    if (dim % SUM_LANES != 0) {
        last = room;
        sum_fill_up(dim, query, sum_filler(), last);
    }
    size_t i = 0, cached = count * dim * sizeof *candidates > BATCH_CACHED_BYTES ? 0 : count;
    for (; cached - i >= BATCH_ROWS; i += BATCH_ROWS) {
        const float *rows = candidates + i * dim;
        const float *next = count - i >= 2 * BATCH_ROWS ? rows + BATCH_ROWS * dim : rows;
        batch_four(dim, query, query_square, rows, last, next, scores + i);
    }
    for (; i < count; i++)
        scores[i] = batch_one(dim, query, query_square, candidates + i * dim);
}

#else

void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]) {
    float query_square = sum_products(dim, query, query);
    for (size_t i = 0; i < count; i++)
        scores[i] = batch_one(dim, query, query_square, candidates + i * dim);
}

#endif
