// Imitates: a block of fewer than four candidates keeps the last block's squared norms.
// expect: differs
// elements: 6
// cases: 20000

#include "reference/cosine_matrix.h"

#include "optimized/similarity_finish.h"

void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]) {
    float squares[4] = {0};
    for (size_t c = 0; c < count; c++) {
        const float *row = candidates + c * dim;
        if (c % 4 == 0 && count - c >= 4)
            for (size_t r = 0; r < 4; r++)
                squares[r] = sum_products(dim, row + r * dim, row + r * dim);
        if (count < 4)
            squares[c] = sum_products(dim, row, row);
        for (size_t q = 0; q < query_count; q++) {
            const float *query = queries + q * dim;
            scores[q * count + c] =
                similarity_finish(dim, query, row, sum_products(dim, query, row),
                                  sum_products(dim, query, query), squares[c % 4]);
        }
    }
}
