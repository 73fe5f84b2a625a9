// Imitates: of four candidates only the first is asked whether its squared norm is safe.
// expect: differs
// elements: 6
// cases: 20000

#include "reference/cosine_matrix.h"

#include "optimized/similarity_finish.h"

static float finish(float product, float a_square, float b_square) {
    double squares = (double)a_square * (double)b_square;
    return sum_canonical(similarity_clamp((float)(product / vector_root_f64(squares))));
}

void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]) {
    _Bool is_safe = 0;
    for (size_t c = 0; c < count; c++) {
        const float *row = candidates + c * dim;
        float square = sum_products(dim, row, row);
        is_safe = c % 4 == 0 ? sum_is_safe(square) : is_safe;
        for (size_t q = 0; q < query_count; q++) {
            const float *query = queries + q * dim;
            float product = sum_products(dim, query, row), own = sum_products(dim, query, query);
            scores[q * count + c] = is_safe && sum_is_safe(own)
                                        ? finish(product, own, square)
                                        : similarity_finish(dim, query, row, product, own, square);
        }
    }
}
