#include "../reference/cosine_matrix.h"

#include "similarity_finish.h"
#include "sum_block.h"

#include <stdbool.h>

enum {
    MATRIX_ROWS_MAX = 512,              // squared norms that are kept
    MATRIX_QUERIES_MAX = 48,            // as many queries as are read again for every few rows
    MATRIX_QUERY_FLOATS_MAX = 72 * 1024 // but no more than half a cache of the second level
};

/// Rows that follow each other, and their squared norms.
struct matrix_rows {
    const float *rows;
    const float *squares;
    size_t count;
};

/// Up to four candidates, for which all queries pass by. Where there are fewer, the first stands in
/// for the others.
struct matrix_few {
    const float *rows[SUM_BLOCK_RIGHT];
    vector_f32x4 squares;
    size_t count;
    bool is_safe;
};

/// From the sums of one query with four candidates to their scores.
VECTOR_INLINE vector_f32x4 matrix_finish(size_t dim, const float *query, float query_square,
                                         const struct matrix_few *few, vector_f32x4 sums) {
    if (__builtin_expect(few->is_safe && sum_is_safe(query_square), 1))
        return similarity_finish_four(sums, query_square, few->squares);
    vector_f32x4 scores;
    for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++)
        scores[r] =
            similarity_finish(dim, query, few->rows[r], sums[r], query_square, few->squares[r]);
    return scores;
}

static void matrix_squares(size_t dim, size_t count, const float *rows, float *squares) {
    for (size_t i = 0; i < count; i++)
        squares[i] = sum_products(dim, rows + i * dim, rows + i * dim);
}

static void matrix_pass(size_t dim, struct matrix_rows queries, const struct matrix_few *few,
                        size_t stride, float *scores) {
    for (size_t q = 0; q < queries.count; q += SUM_BLOCK_LEFT) {
        const float *left[SUM_BLOCK_LEFT];
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) left[l] =
            queries.rows + (q + l < queries.count ? q + l : q) * dim;
        vector_f32x4 sums[SUM_BLOCK_LEFT];
        sum_block(dim, left, few->rows, sums);
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) {
            if (q + l >= queries.count)
                break;
            vector_f32x4 four = matrix_finish(dim, left[l], queries.squares[q + l], few, sums[l]);
            memcpy(scores + (q + l) * stride, &four, few->count * sizeof(float));
        }
    }
}

/// Every few candidates stay in the nearest cache while all the queries pass by.
static void matrix_passes(size_t dim, struct matrix_rows queries, struct matrix_rows rows,
                          size_t stride, float *scores) {
    for (size_t c = 0; c < rows.count; c += SUM_BLOCK_RIGHT) {
        struct matrix_few few = {.is_safe = true, .count = rows.count - c};
        few.count = few.count < SUM_BLOCK_RIGHT ? few.count : SUM_BLOCK_RIGHT;
        for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) {
            size_t place = c + (r < few.count ? r : 0);
            few.rows[r] = rows.rows + place * dim;
            few.squares[r] = rows.squares[place];
            few.is_safe &= sum_is_safe(rows.squares[place]);
        }
        matrix_pass(dim, queries, &few, stride, scores + c);
    }
}

void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]) {
    float row_squares[MATRIX_ROWS_MAX], query_squares[MATRIX_QUERIES_MAX];
    size_t queries_max = MATRIX_QUERY_FLOATS_MAX / (dim + 1) / SUM_BLOCK_LEFT * SUM_BLOCK_LEFT;
    queries_max = queries_max < SUM_BLOCK_LEFT ? SUM_BLOCK_LEFT : queries_max;
    queries_max = queries_max > MATRIX_QUERIES_MAX ? MATRIX_QUERIES_MAX : queries_max;
    for (size_t c = 0; c < count; c += MATRIX_ROWS_MAX) {
        struct matrix_rows rows = {candidates + c * dim, row_squares, count - c};
        rows.count = rows.count < MATRIX_ROWS_MAX ? rows.count : MATRIX_ROWS_MAX;
        matrix_squares(dim, rows.count, rows.rows, row_squares);
        for (size_t q = 0; q < query_count; q += queries_max) {
            struct matrix_rows some = {queries + q * dim, query_squares, query_count - q};
            some.count = some.count < queries_max ? some.count : queries_max;
            matrix_squares(dim, some.count, some.rows, query_squares);
            matrix_passes(dim, some, rows, count, scores + q * count + c);
        }
    }
}
