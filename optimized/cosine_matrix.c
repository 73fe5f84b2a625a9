/// Queries are packed and stay in the second cache; four candidates at a time are packed and stay
/// in the first one while those queries pass by. Memory that cannot be had only means that fewer
/// queries are packed together.
#include "../reference/cosine_matrix.h"

#include "similarity_finish.h"
#include "sum_block.h"

#include <stdbool.h>
#include <stdlib.h>

/// Every pair by itself; squared norms are kept for some candidates at a time.
static void matrix_pairs(size_t dim, size_t query_count, size_t count, const float *queries,
                         const float *candidates, float *scores) {
    enum { KEPT = 512 };
    float squares[KEPT];
    for (size_t c = 0; c < count; c++) {
        squares[c % KEPT] = sum_products(dim, candidates + c * dim, candidates + c * dim);
        if (c % KEPT != KEPT - 1 && c != count - 1)
            continue;
        for (size_t q = 0; q < query_count; q++) {
            const float *query = queries + q * dim;
            float query_square = sum_products(dim, query, query);
            for (size_t i = c / KEPT * KEPT; i <= c; i++) {
                const float *row = candidates + i * dim;
                scores[q * count + i] =
                    similarity_finish(dim, query, row, sum_products(dim, query, row), query_square,
                                      squares[i % KEPT]);
            }
        }
    }
}

#if VECTOR_HAS_FMA

enum {
    MATRIX_QUERIES_MAX = 48,          // packed together; the corpus has up to 60
    MATRIX_PACKED_FLOATS = 72 * 1024, // with the candidates: more than half of the second cache
    MATRIX_STACK_FLOATS = 8 * 1024,   // enough for small work
};

/// Vectors that follow each other, packed in blocks of `width`, and their squared norms.
struct matrix_panel {
    const float *vectors;
    size_t count, width;
    float *packed, *squares;
    bool is_safe; ///< all squared norms are
};

/// Packs the vectors; the last one stands in for those that the last block lacks.
static void matrix_pack(size_t dim, float filler, struct matrix_panel *panel) {
    float *block = panel->packed;
    panel->is_safe = true;
    for (size_t i = 0; i < panel->count; i += panel->width) {
        for (size_t l = 0; l < panel->width; l++) {
            size_t place = i + l < panel->count ? i + l : panel->count - 1;
            float square = sum_block_pack(dim, panel->width, panel->vectors + place * dim, filler,
                                          block + l * VECTOR_FLOATS);
            panel->squares[i + l] = square;
            panel->is_safe &= sum_is_safe(square);
        }
        block += sum_block_steps(dim) * SUM_LANES * panel->width;
    }
}

/// From the sums of query q with four candidates to their scores.
VECTOR_INLINE vector_f32x4 matrix_finish(size_t dim, const struct matrix_panel *queries, size_t q,
                                         const struct matrix_panel *few, vector_f32x4 sums) {
    vector_f32x4 squares;
    memcpy(&squares, few->squares, sizeof squares);
    if (__builtin_expect(queries->is_safe && few->is_safe, 1))
        return similarity_finish_four(sums, queries->squares[q], squares);
    for (size_t r = 0; r < few->count; r++)
        sums[r] = similarity_finish(dim, queries->vectors + q * dim, few->vectors + r * dim,
                                    sums[r], queries->squares[q], squares[r]);
    return sums;
}

/// Scores of up to four candidates for all queries that are packed.
static void matrix_few(size_t dim, const struct matrix_panel *queries,
                       const struct matrix_panel *few, size_t stride, float *scores) {
    size_t block_floats = sum_block_steps(dim) * SUM_LANES * SUM_BLOCK_LEFT;
    const float *block = queries->packed;
    for (size_t q = 0; q < queries->count; q += SUM_BLOCK_LEFT, block += block_floats) {
        vector_f32x4 sums[SUM_BLOCK_LEFT];
        sum_block(sum_block_steps(dim), block, few->packed, sums);
        if (__builtin_expect(queries->count - q >= SUM_BLOCK_LEFT && few->count == SUM_BLOCK_RIGHT,
                             1)) {
            VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) {
                vector_f32x4 four = matrix_finish(dim, queries, q + l, few, sums[l]);
                memcpy(scores + (q + l) * stride, &four, sizeof four);
            }
            continue;
        }
        for (size_t l = 0; l < SUM_BLOCK_LEFT && q + l < queries->count; l++) {
            vector_f32x4 four = matrix_finish(dim, queries, q + l, few, sums[l]);
            memcpy(scores + (q + l) * stride, &four, few->count * sizeof *scores);
        }
    }
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/// How many queries are packed together with four candidates in so many floats.
static size_t matrix_share(size_t floats_max, size_t floats, size_t query_count) {
    size_t vectors = floats_max / floats;
    size_t share = vectors < SUM_BLOCK_RIGHT ? 0 : vectors - SUM_BLOCK_RIGHT;
    share = smaller(smaller(share, MATRIX_QUERIES_MAX), query_count + SUM_BLOCK_LEFT - 1);
    return share / SUM_BLOCK_LEFT * SUM_BLOCK_LEFT;
}

void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]) {
    float query_squares[MATRIX_QUERIES_MAX], few_squares[SUM_BLOCK_RIGHT];
    _Alignas(64) float stack[MATRIX_STACK_FLOATS];
    float *packed = stack, *heap = NULL;
    size_t floats = (sum_block_steps(dim) + (dim == 0)) * SUM_LANES;
    size_t share = matrix_share(MATRIX_PACKED_FLOATS, floats, query_count);
    if (share > 0 && (share + SUM_BLOCK_RIGHT) * floats > MATRIX_STACK_FLOATS)
        heap = aligned_alloc(64, (share + SUM_BLOCK_RIGHT) * floats * sizeof *heap);
    if (heap != NULL)
        packed = heap;
    else
        share = matrix_share(MATRIX_STACK_FLOATS, floats, query_count);
    if (share == 0)
        matrix_pairs(dim, query_count, count, queries, candidates, scores);
    for (size_t q = 0; share > 0 && q < query_count; q += share) {
        struct matrix_panel some = {.vectors = queries + q * dim,
                                    .count = smaller(query_count - q, share),
                                    .width = SUM_BLOCK_LEFT,
                                    .packed = packed + SUM_BLOCK_RIGHT * floats,
                                    .squares = query_squares};
        matrix_pack(dim, sum_filler(), &some);
        for (size_t c = 0; c < count; c += SUM_BLOCK_RIGHT) {
            struct matrix_panel few = {.vectors = candidates + c * dim,
                                       .count = smaller(count - c, SUM_BLOCK_RIGHT),
                                       .width = SUM_BLOCK_RIGHT,
                                       .packed = packed,
                                       .squares = few_squares};
            matrix_pack(dim, 0, &few);
            matrix_few(dim, &some, &few, count, scores + q * count + c);
        }
    }
    free(heap);
}

#else

void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]) {
    matrix_pairs(dim, query_count, count, queries, candidates, scores);
}

#endif
