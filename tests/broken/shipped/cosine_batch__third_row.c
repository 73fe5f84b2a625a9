// Imitates: rows by fours and the rest by cases: of three rows left over the last is never scored.
// expect: differs
// elements: 0
// cases: 20000

#include "reference/cosine_batch.h"

#include "optimized/similarity_finish.h"

static void score(size_t dim, size_t count, const float *query, float query_square,
                  const float *candidates, float *scores) {
    for (size_t i = 0; i < count; i++) {
        const float *row = candidates + i * dim;
        scores[i] = similarity_finish(dim, query, row, sum_products(dim, query, row), query_square,
                                      sum_products(dim, row, row));
    }
}

void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]) {
    float query_square = sum_products(dim, query, query);
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        score(dim, 4, query, query_square, candidates + i * dim, scores + i);
    if (count & 2)
        score(dim, 2, query, query_square, candidates + i * dim, scores + i);
    else if (count & 1)
        score(dim, 1, query, query_square, candidates + i * dim, scores + i);
}
