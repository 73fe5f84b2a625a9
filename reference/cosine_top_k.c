#include "cosine_top_k.h"

#include "internal/default_state.h"
#include "internal/quantize_scalar.h"
#include "internal/similarity.h"

#include <stdbool.h>

static bool is_better(float score, float other) {
    return isnan(other) ? !isnan(score) : score > other;
}

SEPARATE void top_all(size_t dim, size_t count, size_t k, const float *query,
                      const float *candidates, uint32_t *indices, float *best) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        float score = similarity(dim, query, candidates + i * dim);
        size_t place = found;
        while (place > 0 && is_better(score, best[place - 1]))
            place--;
        if (place == k)
            continue;
        if (found < k)
            found++;
        for (size_t r = found - 1; r > place; r--) {
            indices[r] = indices[r - 1];
            best[r] = best[r - 1];
        }
        indices[place] = (uint32_t)i;
        best[place] = score;
    }
}

void cosine_top_k(size_t dim, size_t count, size_t k, const float query[dim],
                  const float candidates[count * dim], const int8_t codes[count * dim],
                  const float steps[count], const float errors[count], uint32_t indices[k],
                  float best[k]) {
    (void)codes, (void)steps, (void)errors;
    uint64_t caller = default_state_enter();
    top_all(dim, count, k, query, candidates, indices, best);
    default_state_leave(caller);
}

void cosine_top_k_complete(size_t dim, size_t count, size_t k, const float query[dim],
                           const float candidates[count * dim], int8_t codes[count * dim],
                           float steps[count], float errors[count], uint32_t indices[k],
                           float best[k]);

void cosine_top_k_complete(size_t dim, size_t count, size_t k, const float query[dim],
                           const float candidates[count * dim], int8_t codes[count * dim],
                           float steps[count], float errors[count], uint32_t indices[k],
                           float best[k]) {
    (void)k, (void)query, (void)indices, (void)best;
    for (size_t i = 0; i < count; i++)
        quantize_row(dim, candidates + i * dim, codes + i * dim, steps + i, errors + i);
}
