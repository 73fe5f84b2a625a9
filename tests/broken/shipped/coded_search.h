/// A search by codes, right but for what the file that includes it plants: it defines the greatest
/// score that a candidate may have.
#ifndef LOCKSTEP_TESTS_BROKEN_CODED_SEARCH_H
#define LOCKSTEP_TESTS_BROKEN_CODED_SEARCH_H

#include "reference/cosine_top_k.h"

#include "optimized/float_state.h"
#include "optimized/quantize.h"
#include "optimized/similarity_finish.h"

#include <math.h>
#include <stdbool.h>

QUANTIZE_ROW(quantize_row_i16, int16_t)

enum { DIM_MAX = 1024, CODE_MAX = 16383, ROUNDINGS_IN_LANES = 8 };

/// What the bound is made of: the product of the codes, and the distances of candidate and query
/// from their codes. `roundings` is what rounding may add to a score.
struct bound {
    float about, candidate_error, query_error, roundings;
};

static float search_upper(struct bound bound);

static bool is_better(float score, float other) {
    return isnan(other) ? !isnan(score) : score > other;
}

static void insert(size_t k, size_t *found, float score, uint32_t index, uint32_t *indices,
                   float *best) {
    size_t place = *found;
    while (place > 0 && is_better(score, best[place - 1]))
        place--;
    if (place == k)
        return;
    *found += *found < k;
    for (size_t r = *found - 1; r > place; r--) {
        indices[r] = indices[r - 1];
        best[r] = best[r - 1];
    }
    indices[place] = index;
    best[place] = score;
}

static float score_of(size_t dim, const float *query, const float *row) {
    return similarity_finish(dim, query, row, sum_products(dim, query, row),
                             sum_products(dim, query, query), sum_products(dim, row, row));
}

void cosine_top_k(size_t dim, size_t count, size_t k, const float query[dim],
                  const float candidates[count * dim], const int8_t codes[count * dim],
                  const float steps[count], const float errors[count], uint32_t indices[k],
                  float best[k]) {
    int16_t own_codes[DIM_MAX];
    size_t found = 0;
    float_state caller = float_state_enter();
    struct quantized own = quantize_row_i16(dim, query, CODE_MAX, own_codes);
    for (size_t i = 0; i < count; i++) {
        int32_t product = 0;
        for (size_t j = 0; j < dim; j++)
            product += own_codes[j] * codes[i * dim + j];
        struct bound bound = {(float)product * (own.step * steps[i]), errors[i], own.error,
                              ((float)(dim / 64) + ROUNDINGS_IN_LANES) * 0x1p-21f};
        if (k == 0 || (own.step != 0 && found == k && search_upper(bound) < best[k - 1]))
            continue;
        insert(k, &found, score_of(dim, query, candidates + i * dim), (uint32_t)i, indices, best);
    }
    float_state_leave(caller);
}

#endif
