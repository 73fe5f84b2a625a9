#include "cosine_matrix.h"

#include "internal/similarity.h"

void cosine_matrix(size_t dim, size_t query_count, size_t count,
                   const float queries[query_count * dim], const float candidates[count * dim],
                   float scores[query_count * count]) {
    for (size_t q = 0; q < query_count; q++)
        for (size_t c = 0; c < count; c++)
            scores[q * count + c] = similarity(dim, queries + q * dim, candidates + c * dim);
}

void cosine_matrix_magnitude(size_t dim, size_t query_count, size_t count,
                             const float queries[query_count * dim],
                             const float candidates[count * dim],
                             double scores[query_count * count]);
void cosine_matrix_oracle(size_t dim, size_t query_count, size_t count,
                          const float queries[query_count * dim],
                          const float candidates[count * dim], double scores[query_count * count]);

void cosine_matrix_magnitude(size_t dim, size_t query_count, size_t count,
                             const float queries[query_count * dim],
                             const float candidates[count * dim],
                             double scores[query_count * count]) {
    for (size_t q = 0; q < query_count; q++)
        for (size_t c = 0; c < count; c++)
            scores[q * count + c] =
                similarity_magnitude(dim, queries + q * dim, candidates + c * dim);
}

void cosine_matrix_oracle(size_t dim, size_t query_count, size_t count,
                          const float queries[query_count * dim],
                          const float candidates[count * dim], double scores[query_count * count]) {
    for (size_t q = 0; q < query_count; q++)
        for (size_t c = 0; c < count; c++)
            scores[q * count + c] = similarity_exact(dim, queries + q * dim, candidates + c * dim);
}
