// Imitates: a look at the query once, outside the loop, where each row may need the careful sums.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/cosine_batch.h"

#include "optimized/similarity_finish.h"

void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]) {
    float query_square = sum_products(dim, query, query);
    for (size_t i = 0; i < count; i++) {
        const float *row = candidates + i * dim;
        double squares = (double)query_square * sum_products(dim, row, row);
        float score = (float)(sum_products(dim, query, row) / vector_root_f64(squares));
        scores[i] = squares == 0                ? 0
                    : sum_is_safe(query_square) ? similarity_clamp(score)
                                                : similarity_wide(dim, query, row);
    }
}
