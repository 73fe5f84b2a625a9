#include "cosine_batch.h"

#include "internal/similarity.h"

void cosine_batch(size_t dim, size_t count, const float query[dim],
                  const float candidates[count * dim], float scores[count]) {
    for (size_t i = 0; i < count; i++)
        scores[i] = similarity(dim, query, candidates + i * dim);
}

void cosine_batch_magnitude(size_t dim, size_t count, const float query[dim],
                            const float candidates[count * dim], double scores[count]);
void cosine_batch_oracle(size_t dim, size_t count, const float query[dim],
                         const float candidates[count * dim], double scores[count]);

void cosine_batch_magnitude(size_t dim, size_t count, const float query[dim],
                            const float candidates[count * dim], double scores[count]) {
    for (size_t i = 0; i < count; i++)
        scores[i] = similarity_magnitude(dim, query, candidates + i * dim);
}

void cosine_batch_oracle(size_t dim, size_t count, const float query[dim],
                         const float candidates[count * dim], double scores[count]) {
    for (size_t i = 0; i < count; i++)
        scores[i] = similarity_exact(dim, query, candidates + i * dim);
}

double cosine_batch_flop(size_t dim, size_t count, const float query[dim],
                         const float candidates[count * dim], float scores[count]);

// The query's own square is needed once.
double cosine_batch_flop(size_t dim, size_t count, const float query[dim],
                         const float candidates[count * dim], float scores[count]) {
    (void)query, (void)candidates, (void)scores;
    return lanes_dot_flop(dim) + (double)count * (2 * lanes_dot_flop(dim) + 3);
}
