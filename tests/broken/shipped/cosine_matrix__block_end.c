// Imitates: blocks of 512 candidates of which the last one's squared norm is that of the block
// before.
// expect: differs
// elements: 514
// cases: 200000

#include "reference/cosine_matrix.h"

#include "optimized/similarity_finish.h"

enum { BLOCK = 512 };

void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]) {
    float squares[BLOCK];
    for (size_t c = 0; c < count; c++) {
        const float *row = candidates + c * dim;
        if (c < BLOCK || c + 1 < count)
            squares[c % BLOCK] = sum_products(dim, row, row);
        for (size_t q = 0; q < query_count; q++) {
            const float *query = queries + q * dim;
            scores[q * count + c] =
                similarity_finish(dim, query, row, sum_products(dim, query, row),
                                  sum_products(dim, query, query), squares[c % BLOCK]);
        }
    }
}
