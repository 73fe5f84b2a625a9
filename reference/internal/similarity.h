/// The score of `cosine` and `cosine_batch`.
#ifndef LOCKSTEP_REFERENCE_SIMILARITY_H
#define LOCKSTEP_REFERENCE_SIMILARITY_H

#include "lanes.h"

#include <math.h>
#include <stddef.h>

static inline float similarity(size_t n, const float *a, const float *b) {
    double product = lanes_dot(n, a, b);
    float a_square = lanes_dot(n, a, a), b_square = lanes_dot(n, b, b);
    double squares = (double)a_square * (double)b_square;
    if (!is_safe_square(a_square) || !is_safe_square(b_square)) {
        double a_wide = lanes_dot_wide(n, a, a), b_wide = lanes_dot_wide(n, b, b);
        if (!isfinite(a_wide) || !isfinite(b_wide))
            return NAN;
        if (a_wide == 0 || b_wide == 0)
            return 0;
        product = lanes_dot_wide(n, a, b);
        squares = a_wide * b_wide;
    }
    float score = (float)(product / sqrt(squares));
    if (score > 1)
        return 1;
    return score < -1 ? -1 : score;
}

/// What the products of the elements add up to where none cancel, in the unit of the score.
static inline double similarity_magnitude(size_t n, const float *a, const float *b) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs((double)a[i] * (double)b[i]);
    double scale = sqrt(lanes_dot_exact(n, a, a)) * sqrt(lanes_dot_exact(n, b, b));
    return scale > 0 ? sum / scale : 0;
}

/// The score from sums of about 100 bits.
static inline double similarity_exact(size_t n, const float *a, const float *b) {
    double a_square = lanes_dot_exact(n, a, a), b_square = lanes_dot_exact(n, b, b);
    if (!isfinite(a_square) || !isfinite(b_square))
        return NAN;
    if (a_square == 0 || b_square == 0)
        return 0;
    return lanes_dot_exact(n, a, b) / sqrt(a_square) / sqrt(b_square);
}

#endif
