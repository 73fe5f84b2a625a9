/// Sums of products in 64 interleaved lanes, as the contract of `dot` defines them.
///
/// Lane j is element j % VECTOR_FLOATS of vector j / VECTOR_FLOATS, so that all 64 lanes live in
/// registers: 4 of AVX-512, 8 of AVX2, 16 of NEON. Without an fma instruction see soft_fma.h.
#ifndef LOCKSTEP_OPTIMIZED_SUM_H
#define LOCKSTEP_OPTIMIZED_SUM_H

#include "vector.h"

#if !VECTOR_HAS_FMA
#include "soft_fma.h"
#endif

enum { SUM_LANES = 64, SUM_VECTORS = SUM_LANES / VECTOR_FLOATS };

/// Every NaN that a kernel stores is 0x7fc00000.
VECTOR_INLINE float sum_canonical(float value) {
    return value != value ? __builtin_nanf("") : value;
}

/// The tree that adds lane j + w to lane j, w = 32, 16, 8, 4, 2, 1.
VECTOR_INLINE float sum_tree(vector_f32 lanes[SUM_VECTORS]) {
    for (size_t count = SUM_VECTORS / 2; count > 0; count /= 2)
        for (size_t k = 0; k < count; k++)
            lanes[k] += lanes[k + count];
    vector_f32 all = lanes[0];
#if VECTOR_FLOATS_LOG2 == 4
    vector_f32x8 eight = __builtin_shufflevector(all, all, 0, 1, 2, 3, 4, 5, 6, 7) +
                         __builtin_shufflevector(all, all, 8, 9, 10, 11, 12, 13, 14, 15);
#elif VECTOR_FLOATS_LOG2 == 3
    vector_f32 eight = all;
#endif
#if VECTOR_FLOATS_LOG2 >= 3
    vector_f32x4 four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) +
                        __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
#else
    vector_f32x4 four = all;
#endif
    return (four[0] + four[2]) + (four[1] + four[3]);
}

#if VECTOR_HAS_FMA

VECTOR_INLINE float sum_products(size_t n, const float *a, const float *b) {
    vector_f32 lanes[SUM_VECTORS];
    for (size_t k = 0; k < SUM_VECTORS; k++)
        lanes[k] = (vector_f32){0};
    size_t i = 0;
    for (; n - i >= SUM_LANES; i += SUM_LANES)
        for (size_t k = 0; k < SUM_VECTORS; k++) {
            size_t at = i + k * VECTOR_FLOATS;
            lanes[k] = vector_fma_f32(vector_load_f32(a + at), vector_load_f32(b + at), lanes[k]);
        }
    // Lanes without an element stay untouched: adding a product of zeros would turn -0 into +0.
    for (size_t k = 0; k < SUM_VECTORS; k++) {
        size_t at = i + k * VECTOR_FLOATS;
        if (n >= at + VECTOR_FLOATS) {
            lanes[k] = vector_fma_f32(vector_load_f32(a + at), vector_load_f32(b + at), lanes[k]);
        } else if (n > at) {
            vector_f32 next = vector_fma_f32(vector_load_first_f32(a + at, n - at),
                                             vector_load_first_f32(b + at, n - at), lanes[k]);
            lanes[k] = vector_select_f32(vector_first_i32(n - at), next, lanes[k]);
        }
    }
    return sum_tree(lanes);
}

#else

VECTOR_INLINE float sum_products(size_t n, const float *a, const float *b) {
    float stored[SUM_LANES] = {0};
    soft_fma_lanes(n, a, b, stored);
    vector_f32 lanes[SUM_VECTORS];
    for (size_t k = 0; k < SUM_VECTORS; k++)
        lanes[k] = vector_load_f32(stored + k * VECTOR_FLOATS);
    return sum_tree(lanes);
}

#endif

#endif
