/// Fused multiply-add of floats without the instruction, in double.
///
/// The product p of two floats is exact in double (48 bits), and s = p + c is rounded to 53 bits.
/// Rounding s to float is then the one right rounding of p + c unless s is a midpoint between two
/// floats that p + c itself is not. A midpoint has 28 zeros as its last bits (29 minus the one
/// that marks it; more zeros where the float is subnormal), so any other s is safe. For the rest s
/// is first rounded to odd: the error of the addition is computed exactly, and an inexact s becomes
/// the odd one of its two neighbours, from which rounding to a format of at most 51 bits is right.
/// (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008.)
/// No step overflows or underflows in double: 2^-298 <= |p| < 2^256 or p = 0.
#ifndef LOCKSTEP_OPTIMIZED_SOFT_FMA_H
#define LOCKSTEP_OPTIMIZED_SOFT_FMA_H

#include "vector.h"

enum { SOFT_FMA_LANES = 64, SOFT_FMA_GROUP = 16, SOFT_FMA_PAIRS = SOFT_FMA_GROUP / 2 };

typedef int64_t vector_i64x2 __attribute__((vector_size(16)));
typedef uint64_t vector_u64x2 __attribute__((vector_size(16)));
typedef int32_t vector_i32x4 __attribute__((vector_size(16)));
typedef float vector_f32x2 __attribute__((vector_size(8)));

/// Two products of floats in double and the sums that they complete, rounded to odd.
VECTOR_INLINE vector_f64x2 soft_fma_sum_odd(vector_f64x2 product, vector_f64x2 c) {
    vector_f64x2 sum = product + c;
    vector_f64x2 part = sum - product;
    vector_f64x2 error = (product - (sum - part)) + (c - part);
    // Not where the error is NaN: there the sum is NaN or infinite, and final.
    vector_u64x2 is_inexact = (vector_u64x2)((error > 0) | (error < 0));
    vector_u64x2 is_rounded_up = ((vector_u64x2)sum ^ (vector_u64x2)error) >> 63;
    vector_u64x2 down = (vector_u64x2)sum - (is_rounded_up & is_inexact);
    return (vector_f64x2)(down | (is_inexact >> 63));
}

/// The nearest floats, as doubles again.
VECTOR_INLINE vector_f64x2 soft_fma_round(vector_f64x2 value) {
#if defined(__SSE2__)
    return (vector_f64x2)_mm_cvtps_pd(_mm_cvtpd_ps((__m128d)value));
#else
    return __builtin_convertvector(__builtin_convertvector(value, vector_f32x2), vector_f64x2);
#endif
}

VECTOR_INLINE void soft_fma_widen(const float *from, vector_f64x2 *low, vector_f64x2 *high) {
#if defined(__SSE2__)
    __m128 four = _mm_loadu_ps(from);
    *low = (vector_f64x2)_mm_cvtps_pd(four);
    *high = (vector_f64x2)_mm_cvtps_pd(_mm_movehl_ps(four, four));
#else
    *low = (vector_f64x2){from[0], from[1]};
    *high = (vector_f64x2){from[2], from[3]};
#endif
}

/// fma for one element.
VECTOR_INLINE float soft_fma(float a, float b, float c) {
    vector_f64x2 product = {(double)a * (double)b, 0};
    vector_f64x2 addend = {c, 0};
    return (float)soft_fma_sum_odd(product, addend)[0];
}

/// One step of 4 lanes: sums[0] and sums[1] hold the floats of the lanes as doubles. Without
/// is_odd, is_doubtful gathers a mask that is not zero if any sum may be a midpoint.
VECTOR_INLINE void soft_fma_step(const float *a, const float *b, _Bool is_odd, vector_f64x2 *sums,
                                 vector_i32x4 *is_doubtful) {
    vector_f64x2 a_low, a_high, b_low, b_high;
    soft_fma_widen(a, &a_low, &a_high);
    soft_fma_widen(b, &b_low, &b_high);
    vector_f64x2 low = a_low * b_low, high = a_high * b_high;
    if (is_odd) {
        low = soft_fma_sum_odd(low, sums[0]);
        high = soft_fma_sum_odd(high, sums[1]);
    } else {
        low += sums[0];
        high += sums[1];
        vector_i32x4 ends =
            __builtin_shufflevector((vector_i32x4)low, (vector_i32x4)high, 0, 2, 4, 6);
        *is_doubtful |= (ends & 0x0fffffff) == 0;
    }
    sums[0] = soft_fma_round(low);
    sums[1] = soft_fma_round(high);
}

/// All full groups of 16 lanes at `first`, `first` + 64, and so on. With is_odd every sum is right;
/// without it, which takes half the time, false where a sum may be wrong.
VECTOR_INLINE _Bool soft_fma_group(size_t n, const float *a, const float *b, size_t first,
                                   _Bool is_odd, float *lanes) {
    vector_f64x2 sums[SOFT_FMA_PAIRS];
    vector_i32x4 is_doubtful = {0};
    // The first product is added to zero, which is exact.
    VECTOR_UNROLL for (size_t k = 0; k < SOFT_FMA_PAIRS; k += 2) {
        vector_i32x4 ignored = {0};
        sums[k] = sums[k + 1] = (vector_f64x2){0};
        soft_fma_step(a + first + 2 * k, b + first + 2 * k, 0, sums + k, &ignored);
    }
    for (size_t i = first + SOFT_FMA_LANES; i + SOFT_FMA_GROUP <= n; i += SOFT_FMA_LANES)
        VECTOR_UNROLL for (size_t k = 0; k < SOFT_FMA_PAIRS; k += 2)
            soft_fma_step(a + i + 2 * k, b + i + 2 * k, is_odd, sums + k, &is_doubtful);
    VECTOR_UNROLL for (size_t k = 0; k < SOFT_FMA_PAIRS; k++) {
        lanes[2 * k] = (float)sums[k][0];
        lanes[2 * k + 1] = (float)sums[k][1];
    }
    vector_i64x2 any = (vector_i64x2)is_doubtful;
    return !(any[0] | any[1]);
}

/// lanes[i % 64] = fma(a[i], b[i], lanes[i % 64]) for every i, from lanes that are all +0. Lanes
/// are independent, so 16 at a time are carried through the whole vectors.
static inline void soft_fma_lanes(size_t n, const float *a, const float *b,
                                  float lanes[SOFT_FMA_LANES]) {
    for (size_t first = 0; first < SOFT_FMA_LANES; first += SOFT_FMA_GROUP)
        if (first + SOFT_FMA_GROUP <= n && !soft_fma_group(n, a, b, first, 0, lanes + first))
            soft_fma_group(n, a, b, first, 1, lanes + first);
    for (size_t i = n - n % SOFT_FMA_GROUP; i < n; i++)
        lanes[i % SOFT_FMA_LANES] = soft_fma(a[i], b[i], lanes[i % SOFT_FMA_LANES]);
}

#endif
