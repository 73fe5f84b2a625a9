/// Sums of products of every vector of one small block with every vector of another.
///
/// Each sum has the bits of `dot`. Blocks are packed: what goes to one vector of lanes lies
/// together, so that a block is read once from its beginning to its end, and one vector of lanes of
/// all pairs stays in registers meanwhile. With 16 registers, 12 of them are accumulators, of 3
/// times 4 pairs, and every load feeds nearly two multiplications.
#ifndef LOCKSTEP_OPTIMIZED_SUM_BLOCK_H
#define LOCKSTEP_OPTIMIZED_SUM_BLOCK_H

#include "sum.h"

#if VECTOR_HAS_FMA

enum {
    SUM_BLOCK_LEFT = VECTOR_BYTES == 32 ? 3 : 6,
    SUM_BLOCK_RIGHT = 4,
    SUM_BLOCK_DEPTH = 6 - VECTOR_FLOATS_LOG2, // log2(SUM_VECTORS): so many wait at once
};

/// Elements from each of the 64 lanes of a vector of n.
VECTOR_INLINE size_t sum_block_steps(size_t n) {
    return (n + SUM_LANES - 1) / SUM_LANES;
}

/// The place of a vector of lanes in a block. Those that the tree adds to each other come right
/// after each other (0, 4, 2, 6, 1, 5, 3, 7 of eight), so that few sums wait for others.
VECTOR_INLINE size_t sum_block_place(size_t vector) {
    size_t place = 0;
    VECTOR_UNROLL for (size_t bit = 1; bit < SUM_VECTORS; bit *= 2) place =
        2 * place + !!(vector & bit);
    return place;
}

/// Writes a vector of n into its place among the `width` of a block, and returns its product with
/// itself. The left block's vectors are filled up with sum_filler(), the right one's with 0;
/// squares stay as they are with either, since their lanes are never -0.
VECTOR_INLINE float sum_block_pack(size_t n, size_t width, const float *from, float filler,
                                   float *block) {
    vector_f32 squares[SUM_VECTORS] = {{0}};
    size_t steps = sum_block_steps(n);
    for (size_t step = 0; step < steps; step++) {
        const float *elements = from + step * SUM_LANES;
        float last[SUM_LANES];
        if (__builtin_expect(n - step * SUM_LANES < SUM_LANES, 0)) {
            sum_fill_up(n, from, filler, last);
            elements = last;
        }
        VECTOR_UNROLL for (size_t k = 0; k < SUM_VECTORS; k++) {
            vector_f32 value = vector_load_f32(elements + k * VECTOR_FLOATS);
            squares[k] = vector_fma_f32(value, value, squares[k]);
            size_t place = (sum_block_place(k) * steps + step) * width;
            vector_store_f32(block + place * VECTOR_FLOATS, value);
        }
    }
    return sum_tree(squares);
}

/// One vector of lanes of every pair.
struct sum_block_lanes {
    vector_f32 of[SUM_BLOCK_LEFT][SUM_BLOCK_RIGHT];
};

/// Adds to `sums` the `depth` that wait below `end`, leaves the total there, and returns its end.
VECTOR_INLINE struct sum_block_lanes *
sum_block_merge(vector_f32 sums[SUM_BLOCK_LEFT][SUM_BLOCK_RIGHT], struct sum_block_lanes *end,
                int depth) {
    for (; depth > 0; depth--) {
        end--;
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
            VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) sums[l][r] += end->of[l][r];
    }
    VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
        VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) end->of[l][r] = sums[l][r];
    VECTOR_LEAVE_IN_MEMORY();
    return end + 1;
}

/// The next vector of lanes of every pair, added to the `depth` that wait below `end`.
VECTOR_INLINE struct sum_block_lanes *sum_block_pass(size_t steps, const float *left,
                                                     const float *right,
                                                     struct sum_block_lanes *end, int depth) {
    vector_f32 lanes[SUM_BLOCK_LEFT][SUM_BLOCK_RIGHT];
    VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++)
        VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) lanes[l][r] = (vector_f32){0};
    for (size_t step = 0; step < steps; step++) {
        vector_f32 ones[SUM_BLOCK_LEFT];
        VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) {
            ones[l] = vector_load_f32(left + l * VECTOR_FLOATS);
            VECTOR_PIN(ones[l]);
        }
        VECTOR_UNROLL for (size_t r = 0; r < SUM_BLOCK_RIGHT; r++) {
            vector_f32 other = vector_load_f32(right + r * VECTOR_FLOATS);
            VECTOR_PIN(other);
            VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) lanes[l][r] =
                vector_fma_f32(ones[l], other, lanes[l][r]);
        }
        left += SUM_BLOCK_LEFT * VECTOR_FLOATS;
        right += SUM_BLOCK_RIGHT * VECTOR_FLOATS;
    }
    return sum_block_merge(lanes, end, depth);
}

/// Element r of sums[l] = the sum of products of the left block's vector l and the right one's r.
VECTOR_RARE void sum_block(size_t steps, const float *left, const float *right,
                           vector_f32x4 sums[SUM_BLOCK_LEFT]) {
    struct sum_block_lanes waiting[SUM_BLOCK_DEPTH], *end = waiting;
    VECTOR_UNROLL for (unsigned pass = 0; pass < SUM_VECTORS; pass++) {
        size_t at = pass * steps * VECTOR_FLOATS;
        end = sum_block_pass(steps, left + at * SUM_BLOCK_LEFT, right + at * SUM_BLOCK_RIGHT, end,
                             __builtin_ctz(pass + 1));
    }
    VECTOR_UNROLL for (size_t l = 0; l < SUM_BLOCK_LEFT; l++) sums[l] =
        sum_tree_four(waiting[0].of[l]);
}

#endif

#endif
