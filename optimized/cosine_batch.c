#include "../reference/cosine_batch.h"

#include "similarity_finish.h"

// Two sums per row. With 16 registers, one row at a time and half its lanes is fastest: it streams
// through whole cache lines. A machine with 32 wider ones keeps all lanes of two rows, and so loads
// the query once for both.
enum {
    BATCH_ROWS = VECTOR_BYTES == 64 ? 2 : 1,
    BATCH_GROUP = VECTOR_BYTES == 16 ? 8 : 4,
};

VECTOR_INLINE void batch_score(size_t dim, size_t rows, const float *query, float query_square,
                               const float *candidates, float *scores) {
    const float *left[SUM_PAIRS_MAX], *right[SUM_PAIRS_MAX];
    VECTOR_UNROLL for (size_t r = 0; r < rows; r++) {
        left[2 * r] = query;
        left[2 * r + 1] = right[2 * r] = right[2 * r + 1] = candidates + r * dim;
    }
    float sums[SUM_PAIRS_MAX];
    sum_many(dim, 2 * rows, BATCH_GROUP, left, right, sums);
    for (size_t r = 0; r < rows; r++)
        scores[r] = similarity_finish(dim, query, candidates + r * dim, sums[2 * r], query_square,
                                      sums[2 * r + 1]);
}

void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]) {
    float query_square = sum_products(dim, query, query);
    size_t i = 0;
    for (; count - i >= BATCH_ROWS; i += BATCH_ROWS)
        batch_score(dim, BATCH_ROWS, query, query_square, candidates + i * dim, scores + i);
    for (; i < count; i++)
        batch_score(dim, 1, query, query_square, candidates + i * dim, scores + i);
}
