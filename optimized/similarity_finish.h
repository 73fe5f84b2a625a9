/// From three sums of products to a score, as the contract of `cosine` defines it.
#ifndef LOCKSTEP_OPTIMIZED_SIMILARITY_FINISH_H
#define LOCKSTEP_OPTIMIZED_SIMILARITY_FINISH_H

#include "sum.h"

VECTOR_INLINE float similarity_clamp(float score) {
    score = score > 1 ? 1 : score;
    return score < -1 ? -1 : score;
}

/// Where a squared norm left the range in which float sums can be trusted. Rare.
VECTOR_RARE float similarity_wide(size_t n, const float *a, const float *b) {
    double a_square = sum_products_wide(n, a, a), b_square = sum_products_wide(n, b, b);
    double infinity = __builtin_inf();
    if (!(a_square < infinity) || !(b_square < infinity))
        return __builtin_nanf("");
    if (a_square == 0 || b_square == 0)
        return 0;
    double product = sum_products_wide(n, a, b);
    return similarity_clamp((float)(product / vector_root_f64(a_square * b_square)));
}

VECTOR_INLINE float similarity_finish(size_t n, const float *a, const float *b, float product,
                                      float a_square, float b_square) {
    if (!sum_is_safe(a_square) || !sum_is_safe(b_square))
        return similarity_wide(n, a, b);
    double squares = (double)a_square * (double)b_square;
    return similarity_clamp((float)((double)product / vector_root_f64(squares)));
}

/// The same for one vector and four others at once, where all squared norms are safe.
VECTOR_INLINE vector_f32x4 similarity_finish_four(vector_f32x4 products, float a_square,
                                                  vector_f32x4 b_squares) {
#if defined(__AVX__)
    __m256d squares = _mm256_mul_pd(_mm256_set1_pd(a_square), _mm256_cvtps_pd((__m128)b_squares));
    __m256d product = _mm256_cvtps_pd((__m128)products);
    __m128 score = _mm256_cvtpd_ps(_mm256_div_pd(product, _mm256_sqrt_pd(squares)));
    return (vector_f32x4)_mm_max_ps(_mm_set1_ps(-1), _mm_min_ps(_mm_set1_ps(1), score));
#else
    vector_f32x4 scores = {0}; // gcc does not see that the loop sets all four
    for (size_t r = 0; r < 4; r++)
        scores[r] = similarity_clamp(
            (float)((double)products[r] / vector_root_f64((double)a_square * b_squares[r])));
    return scores;
#endif
}

#endif
