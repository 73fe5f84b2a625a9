/// Sums of products of every vector of one small block with every vector of another.
///
/// Each sum has the bits of `dot`. One vector of lanes of all pairs is carried through the whole
/// vectors at a time, so that every load feeds several multiplications: with 16 registers, 12 of
/// them are accumulators, of 3 times 4 pairs. The lanes meet in memory, where the trees begin.
#ifndef LOCKSTEP_OPTIMIZED_SUM_BLOCK_H
#define LOCKSTEP_OPTIMIZED_SUM_BLOCK_H

#include "sum.h"

enum {
    SUM_BLOCK_LEFT = VECTOR_BYTES == 32 ? 3 : 6,
    SUM_BLOCK_RIGHT = 4,
};

#if VECTOR_HAS_FMA

/// Keeps a value in its register: a compiler may otherwise load it anew for every use.
#if defined(__x86_64__)
#define SUM_BLOCK_PIN(value) __asm__("" : "+x"(value))
#else
#define SUM_BLOCK_PIN(value) __asm__("" : "+w"(value))
#endif

/// The lanes of all pairs of a block that one vector holds.
struct sum_block_lanes {
    vector_f32 of[SUM_BLOCK_LEFT][SUM_BLOCK_RIGHT];
};

/// The last elements from `at` on, `count` of them and fewer than a vector holds: lanes without one
/// stay untouched.
VECTOR_RARE void sum_block_rest(size_t at, size_t count, const float *const *left,
                                const float *const *right, struct sum_block_lanes *lanes) {
    vector_i32 mask = vector_first_i32(count);
    for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) {
        vector_f32 one = vector_load_first_f32(left[l] + at, count);
        for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) {
            vector_f32 other = vector_load_first_f32(right[r] + at, count), lane = lanes->of[l][r];
            lanes->of[l][r] = vector_select_f32(mask, vector_fma_f32(one, other, lane), lane);
        }
    }
}

/// Adds to `sums` the lanes of `depth` vectors that wait below `waiting`, and leaves all there.
VECTOR_INLINE struct sum_block_lanes *
sum_block_merge(vector_f32 sums[SUM_BLOCK_LEFT][SUM_BLOCK_RIGHT], struct sum_block_lanes *waiting,
                int depth) {
    for (; depth > 0; depth--) {
        waiting--;
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
            VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) sums[l][r] +=
            waiting->of[l][r];
    }
    VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
        VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) waiting->of[l][r] = sums[l][r];
    return waiting + 1;
}

/// The lanes of vector `first / VECTOR_FLOATS` of every pair, added to `depth` of those that wait.
VECTOR_INLINE struct sum_block_lanes *sum_block_vector(size_t n, size_t first,
                                                       const float *const *left,
                                                       const float *const *right,
                                                       struct sum_block_lanes *waiting, int depth) {
    vector_f32 sums[SUM_BLOCK_LEFT][SUM_BLOCK_RIGHT];
    VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
        VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) sums[l][r] = (vector_f32){0};
    size_t at = first;
    for (; at + VECTOR_FLOATS <= n; at += SUM_LANES) {
        vector_f32 ones[SUM_BLOCK_LEFT];
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) {
            ones[l] = vector_load_f32(left[l] + at);
            SUM_BLOCK_PIN(ones[l]);
        }
        VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) {
            vector_f32 other = vector_load_f32(right[r] + at);
            SUM_BLOCK_PIN(other);
            VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) sums[l][r] =
                vector_fma_f32(ones[l], other, sums[l][r]);
        }
    }
    if (__builtin_expect(at < n, 0)) {
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
            VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++)
                waiting->of[l][r] = sums[l][r];
        sum_block_rest(at, n - at, left, right, waiting);
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
            VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) sums[l][r] =
                waiting->of[l][r];
    }
    return sum_block_merge(sums, waiting, depth);
}

/// Lane j plus lane j + w of one pair, for the rest of w = 32, 16, 8, 4.
VECTOR_INLINE vector_f32x4 sum_block_four(vector_f32 last) {
#if VECTOR_FLOATS_LOG2 == 4
    vector_f32x8 eight = __builtin_shufflevector(last, last, 0, 1, 2, 3, 4, 5, 6, 7) +
                         __builtin_shufflevector(last, last, 8, 9, 10, 11, 12, 13, 14, 15);
#elif VECTOR_FLOATS_LOG2 == 3
    vector_f32 eight = last;
#endif
#if VECTOR_FLOATS_LOG2 >= 3
    return __builtin_shufflevector(eight, eight, 0, 1, 2, 3) +
           __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
#else
    return last;
#endif
}

/// Element r of sums[l] = the sum of left[l][i] * right[r][i]. Lanes that the tree adds to each
/// other come right after each other (vectors 0, 4, 2, 6, 1, 5, 3, 7 of eight), so that most of the
/// tree is done beside the next sums.
VECTOR_RARE void sum_block(size_t n, const float *const *left, const float *const *right,
                           vector_f32x4 sums[SUM_BLOCK_LEFT]) {
    struct sum_block_lanes lanes[VECTOR_FLOATS_LOG2 == 2 ? 5 : 4], *end = lanes;
    for (unsigned step = 0; step < SUM_VECTORS; step++) {
        size_t vector = 0;
        for (unsigned bit = 1; bit < SUM_VECTORS; bit *= 2)
            vector = 2 * vector + !!(step & bit);
        end =
            sum_block_vector(n, vector * VECTOR_FLOATS, left, right, end, __builtin_ctz(step + 1));
    }
    VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) {
        vector_f32x4 a = sum_block_four(lanes[0].of[l][0]), b = sum_block_four(lanes[0].of[l][1]);
        vector_f32x4 c = sum_block_four(lanes[0].of[l][2]), d = sum_block_four(lanes[0].of[l][3]);
        // The trees of four pairs end together: two lanes of each after w = 2, then w = 1.
        vector_f32x4 ab =
            __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
        vector_f32x4 cd =
            __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
        sums[l] = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) +
                  __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    }
}

#else

VECTOR_RARE void sum_block(size_t n, const float *const *left, const float *const *right,
                           vector_f32x4 sums[SUM_BLOCK_LEFT]) {
    for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
        for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++)
            sums[l][r] = sum_products(n, left[l], right[r]);
}

#endif

#endif
