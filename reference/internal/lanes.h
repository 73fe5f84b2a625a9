/// Sums of products in 64 interleaved lanes: the order of addition that every vector kernel shares.
#ifndef LOCKSTEP_REFERENCE_LANES_H
#define LOCKSTEP_REFERENCE_LANES_H

#include <math.h>
#include <stddef.h>

enum { LANE_COUNT = 64 };

/// Every NaN that a kernel returns is 0x7fc00000: which NaN an operation passes on depends on the
/// order in which a compiler puts its operands.
static inline float canonical(float value) {
    return isnan(value) ? NAN : value;
}

static inline float lanes_dot(size_t n, const float *a, const float *b) {
    float lanes[LANE_COUNT] = {0};
    for (size_t i = 0; i < n; i++)
        lanes[i % LANE_COUNT] = fmaf(a[i], b[i], lanes[i % LANE_COUNT]);
    for (size_t width = LANE_COUNT / 2; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] = lanes[j] + lanes[j + width];
    return lanes[0];
}

/// Operations of lanes_dot, for bench: a fused multiply-add is two, and 63 sums join the lanes.
static inline double lanes_dot_flop(size_t n) {
    return 2 * (double)n + LANE_COUNT - 1;
}

/// The same in double. The product of two floats is exact in double, and neither it nor any sum of
/// such products overflows or becomes subnormal.
static inline double lanes_dot_wide(size_t n, const float *a, const float *b) {
    double lanes[LANE_COUNT] = {0};
    for (size_t i = 0; i < n; i++)
        lanes[i % LANE_COUNT] += (double)a[i] * (double)b[i];
    for (size_t width = LANE_COUNT / 2; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] = lanes[j] + lanes[j + width];
    return lanes[0];
}

/// A squared norm in this range has lost nothing to overflow or underflow of squares: what squares
/// below 2^-126 lost is at most n * 2^-150. With both squared norms in it, the same holds for the
/// dot product, whose partial sums they bound.
static inline int is_safe_square(float square) {
    return square >= 0x1p-96f && square <= 0x1p+96f;
}

/// The exact sum of products to about 100 bits, for oracles: a compensated sum of exact products.
static inline double lanes_dot_exact(size_t n, const float *a, const float *b) {
    double high = 0, low = 0;
    for (size_t i = 0; i < n; i++) {
        double product = (double)a[i] * (double)b[i];
        double sum = high + product;
        double part = sum - high;
        low += (high - (sum - part)) + (product - part);
        high = sum;
    }
    return isfinite(high) ? high + low : high;
}

#endif
