/// exp of floats in pairs of floats, which takes half as many operations as in double, and leaves
/// one vector of eight in fifty in doubt; that one is done again in double.
///
/// x = k/8 log 2 + r with |r| <= log 2 / 16, and exp(x) = 2^(k/8) exp(r), where 2^(j/8) = t exp(d)
/// for j = 0 … 7 by a table. t + t (r + r^2/2 + …) is a sum of two floats: a head between 0.95 and
/// 2, which is exact, and a tail, which is off by what the square, the polynomial, their product
/// and its product with t are rounded by. Each of these is at most about t r^2 / 2^25, so what is
/// in doubt grows with r^2, and is little for most r: of all floats none is off by more than
/// 0.9 r^2 / 2^22 + 2^-40. Where the head and the tail less r^2 / 2^22 + 2^-40 round to the same
/// float as with so much more, so does the exact value. As the bound is added it is rounded too, to
/// units of the tail, which is more than what it has left for two floats (0x1.51d764p+5 and
/// -0x1.698b9p+1). Both results are right nevertheless: all floats were run (docs/kernels.md).
///
/// (Dekker, A floating-point technique for extending the available precision, 1971; rounding tests
/// as in Ziv, Fast evaluation of elementary mathematical functions with correctly rounded last bit,
/// 1991.)
#ifndef LOCKSTEP_OPTIMIZED_EXPONENTIAL_PAIRS_H
#define LOCKSTEP_OPTIMIZED_EXPONENTIAL_PAIRS_H

#include "exponential.h"

#if VECTOR_HAS_EIGHTS

VECTOR_RARE void exponential_carefully(const float *x, float *result) {
    vector_f32 power = exponential_by_doubles(vector_load_f32(x));
    vector_store_f32(result, vector_canonical_f32(power));
}

/// exp of every float, correctly rounded. A NaN is 0x7fc00000.
VECTOR_INLINE vector_f32 exponential(vector_f32 x) {
    const float heads[8] = {0x1p0f,         0x1.172b84p+0f, 0x1.306fep+0f,  0x1.4bfdaep+0f,
                            0x1.6a09e6p+0f, 0x1.8ace54p+0f, 0x1.ae89fap+0f, 0x1.d5818ep+0f};
    const float rests[8] = {0,
                            -0x1.9c0c22p-27f,
                            0x1.12500p-25f,
                            -0x1.0a3552p-25f,
                            0x1.26055cp-26f,
                            0x1.67a1cap-28f,
                            -0x1.f9c306p-27f,
                            -0x1.a5217cp-28f};
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the last bits.
    const float shift = 0x1.8p23f;
    vector_f32 shifted =
        vector_fma_f32(x, vector_splat_f32(0x1.715476p+3f), vector_splat_f32(shift));
    vector_i32 eighths = (vector_i32)shifted;
    vector_f32 k = shifted - shift;
    // The high part of log 2 / 8 ends at 2^-24, so this difference is exact.
    vector_f32 r_high = vector_fma_f32(k, vector_splat_f32(-0x1.62e43p-4f), x);
    vector_f32 r_low = k * 0x1.05c61p-32f;
    vector_f32 r = r_high + r_low, r_rest = (r_high - r) + r_low;
    vector_f32 c =
        vector_fma_f32(r, vector_splat_f32(0x1.110ef6p-7f), vector_splat_f32(0x1.555cdp-5f));
    c = vector_fma_f32(r, c, vector_splat_f32(0x1.555556p-3f));
    c = vector_fma_f32(r, c, vector_splat_f32(0.5f));
    vector_f32 head = vector_choose_eighth(heads, eighths);
    vector_f32 rest = r_rest + vector_choose_eighth(rests, eighths);
    rest = vector_fma_f32(rest, r, rest);
    vector_f32 square = r * r;
    vector_f32 error =
        vector_fma_f32(square, vector_splat_f32(0x1p-22f), vector_splat_f32(0x1p-40f));
    vector_f32 tail = vector_fma_f32(square, c, rest); // exp(r + rest) - 1 - r
    vector_f32 product = head * r, product_rest = vector_fma_f32(head, r, -product);
    vector_f32 sum = head + product, sum_rest = product - (sum - head);
    tail = vector_fma_f32(head, tail, product_rest + sum_rest);
    vector_f32 lesser = sum + (tail - error), greater = sum + (tail + error);
    // Results whose exponent can be added to are normal numbers.
    vector_i32 is_sure = (lesser == greater) & (vector_absolute_f32(x) < 87.3f);
    if (__builtin_expect(!vector_are_all_i32(is_sure), 0)) {
        float xs[VECTOR_FLOATS], powers[VECTOR_FLOATS];
        vector_store_f32(xs, x);
        exponential_carefully(xs, powers);
        return vector_load_f32(powers);
    }
    vector_u32 exponent = ((vector_u32)eighths & ~7u) << 20;
    return (vector_f32)((vector_u32)lesser + exponent);
}

#else

VECTOR_INLINE vector_f32 exponential(vector_f32 x) {
    return vector_canonical_f32(exponential_by_doubles(x));
}

#endif
#endif
