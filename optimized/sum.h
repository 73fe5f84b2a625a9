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

/// The part of the tree that adds whole vectors of lanes: w = 32 and on.
VECTOR_INLINE vector_f32 sum_tree_vectors(vector_f32 lanes[SUM_VECTORS]) {
    VECTOR_UNROLL for (size_t count = SUM_VECTORS / 2; count > 0; count /= 2)
        VECTOR_UNROLL for (size_t k = 0; k < count; k++) lanes[k] += lanes[k + count];
    return lanes[0];
}

/// The part that leaves four lanes of one vector: down to w = 4.
VECTOR_INLINE vector_f32x4 sum_tree_quarter(vector_f32 lanes) {
#if VECTOR_FLOATS_LOG2 == 4
    vector_f32x8 eight = __builtin_shufflevector(lanes, lanes, 0, 1, 2, 3, 4, 5, 6, 7) +
                         __builtin_shufflevector(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15);
#elif VECTOR_FLOATS_LOG2 == 3
    vector_f32 eight = lanes;
#endif
#if VECTOR_FLOATS_LOG2 >= 3
    return __builtin_shufflevector(eight, eight, 0, 1, 2, 3) +
           __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
#else
    return lanes;
#endif
}

/// The tree that adds lane j + w to lane j, w = 32, 16, 8, 4, 2, 1.
VECTOR_INLINE float sum_tree(vector_f32 lanes[SUM_VECTORS]) {
    vector_f32x4 four = sum_tree_quarter(sum_tree_vectors(lanes));
    return (four[0] + four[2]) + (four[1] + four[3]);
}

/// The ends of four trees, from the one vector of lanes that is left of each: element i is the sum
/// of lanes[i].
VECTOR_INLINE vector_f32x4 sum_tree_four(const vector_f32 lanes[4]) {
    vector_f32x4 a = sum_tree_quarter(lanes[0]), b = sum_tree_quarter(lanes[1]);
    vector_f32x4 c = sum_tree_quarter(lanes[2]), d = sum_tree_quarter(lanes[3]);
    // Two lanes of each after w = 2, then w = 1.
    vector_f32x4 ab =
        __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
    vector_f32x4 cd =
        __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) +
           __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

/// What fills up a last round of 64 elements on one side, where the other side is filled up with
/// +0. The product is -0, or +0 where the caller's state rounds down: added to a lane, it changes
/// nothing, not even the sign of a zero.
VECTOR_INLINE float sum_filler(void) {
    volatile float one = 1;
    return -(one - one);
}

/// Copies the n % 64 last elements of a vector and fills them up.
VECTOR_RARE void sum_fill_up(size_t n, const float *vector, float filler, float last[SUM_LANES]) {
    for (size_t j = 0; j < SUM_LANES; j++)
        last[j] = filler;
    memcpy(last, vector + n / SUM_LANES * SUM_LANES, n % SUM_LANES * sizeof *last);
}

/// The most sums of products that one pass over vectors forms together.
enum { SUM_PAIRS_MAX = 8 };

#if VECTOR_HAS_FMA

/// One step of `pairs` sums: `group` vectors of lanes from offset `at` on, of which n - at floats
/// exist. Lanes without an element stay untouched: adding a product of zeros would turn -0 into +0.
VECTOR_INLINE void sum_step_tail(size_t n, size_t at, size_t pairs, size_t group,
                                 const float *const *left, const float *const *right,
                                 vector_f32 lanes[SUM_PAIRS_MAX][SUM_VECTORS]) {
    VECTOR_UNROLL for (size_t k = 0; k < group; k++) {
        size_t from = at + k * VECTOR_FLOATS;
        if (n >= from + VECTOR_FLOATS) {
            VECTOR_UNROLL for (size_t p = 0; p < pairs; p++) lanes[p][k] = vector_fma_f32(
                vector_load_f32(left[p] + from), vector_load_f32(right[p] + from), lanes[p][k]);
        } else if (n > from) {
            vector_i32 mask = vector_first_i32(n - from);
            VECTOR_UNROLL for (size_t p = 0; p < pairs; p++) {
                vector_f32 next =
                    vector_fma_f32(vector_load_first_f32(left[p] + from, n - from),
                                   vector_load_first_f32(right[p] + from, n - from), lanes[p][k]);
                lanes[p][k] = vector_select_f32(mask, next, lanes[p][k]);
            }
        }
    }
}

/// sums[p] = the sum of left[p][i] * right[p][i], for `pairs` pairs of vectors of n elements.
/// `group` vectors of lanes of every pair are carried through the whole vectors at a time, so that
/// pairs * group accumulators fit in registers; it divides SUM_VECTORS. Both are constants.
/// `ahead` is an address, of nothing perhaps: meanwhile as many bytes are fetched from there on as
/// one vector takes, in order; or 0, a constant.
VECTOR_INLINE void sum_many_ahead(size_t n, size_t pairs, size_t group, const float *const *left,
                                  const float *const *right, uintptr_t ahead, float *sums) {
    enum { LINE_BYTES = 64 };
    vector_f32 all[SUM_PAIRS_MAX][SUM_VECTORS];
    for (size_t first = 0; first < SUM_VECTORS; first += group) {
        vector_f32 lanes[SUM_PAIRS_MAX][SUM_VECTORS];
        VECTOR_UNROLL for (size_t p = 0; p < pairs; p++)
            VECTOR_UNROLL for (size_t k = 0; k < group; k++) lanes[p][k] = (vector_f32){0};
        size_t at = first * VECTOR_FLOATS;
        for (size_t rest = n; rest >= SUM_LANES; rest -= SUM_LANES, at += SUM_LANES) {
            VECTOR_UNROLL for (size_t k = 0; k < group; k++)
                VECTOR_UNROLL for (size_t p = 0; p < pairs; p++) lanes[p][k] =
                    vector_fma_f32(vector_load_f32(left[p] + at + k * VECTOR_FLOATS),
                                   vector_load_f32(right[p] + at + k * VECTOR_FLOATS), lanes[p][k]);
            for (size_t k = 0; ahead != 0 && k < group * VECTOR_BYTES; k += LINE_BYTES)
                __builtin_prefetch((const void *)(ahead + k));
            ahead += ahead != 0 ? group * VECTOR_BYTES : 0;
        }
        if (n > at)
            sum_step_tail(n, at, pairs, group, left, right, lanes);
        VECTOR_UNROLL for (size_t p = 0; p < pairs; p++)
            VECTOR_UNROLL for (size_t k = 0; k < group; k++) all[p][first + k] = lanes[p][k];
    }
    VECTOR_UNROLL for (size_t p = 0; p < pairs; p++) sums[p] = sum_tree(all[p]);
}

#else

VECTOR_INLINE void sum_many_ahead(size_t n, size_t pairs, size_t group, const float *const *left,
                                  const float *const *right, uintptr_t ahead, float *sums) {
    (void)group;
    (void)ahead;
    for (size_t p = 0; p < pairs; p++) {
        float stored[SUM_LANES] = {0};
        soft_fma_lanes(n, left[p], right[p], stored);
        vector_f32 lanes[SUM_VECTORS];
        for (size_t k = 0; k < SUM_VECTORS; k++)
            lanes[k] = vector_load_f32(stored + k * VECTOR_FLOATS);
        sums[p] = sum_tree(lanes);
    }
}

#endif

VECTOR_INLINE void sum_many(size_t n, size_t pairs, size_t group, const float *const *left,
                            const float *const *right, float *sums) {
    sum_many_ahead(n, pairs, group, left, right, 0, sums);
}

VECTOR_INLINE float sum_products(size_t n, const float *a, const float *b) {
    float sum;
    sum_many(n, 1, SUM_VECTORS, &a, &b, &sum);
    return sum;
}

/// The same in double, for vectors whose squares a float does not hold. Rare, so it is not inlined.
VECTOR_RARE double sum_products_wide(size_t n, const float *a, const float *b) {
    double lanes[SUM_LANES] = {0};
    size_t i = 0;
    for (; n - i >= SUM_LANES; i += SUM_LANES)
        for (size_t j = 0; j < SUM_LANES; j++)
            lanes[j] += (double)a[i + j] * (double)b[i + j];
    for (size_t j = 0; i + j < n; j++)
        lanes[j] += (double)a[i + j] * (double)b[i + j];
    for (size_t width = SUM_LANES / 2; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}

/// Whether a squared norm in float is what the contract of `norm` calls safe.
VECTOR_INLINE _Bool sum_is_safe(float square) {
    return square >= 0x1p-96f && square <= 0x1p+96f;
}

#endif
