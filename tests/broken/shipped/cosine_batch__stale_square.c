// Imitates: an accumulator cleared before the first row and not before the next.
// expect: differs
// elements: 3
// cases: 20000

#include "reference/cosine_batch.h"

#include "optimized/similarity_finish.h"

void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]) {
    float query_square = sum_products(dim, query, query), square = 0;
    for (size_t i = 0; i < count; i++) {
        const float *row = candidates + i * dim;
        square += sum_products(dim, row, row);
        scores[i] =
            similarity_finish(dim, query, row, sum_products(dim, query, row), query_square, square);
    }
}
