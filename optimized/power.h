/// One float to the power of another, correctly rounded.
///
/// In double, t = y * log2(x) and 2^t. The relative error of log2 is below 5 * 2^-53, so that of t
/// below 150 * 6 * 2^-53 for every t that does not settle the result, and that of the power below
/// 2^-42, most of which is its polynomial's. Where the exact power may lie on the other side of a
/// midpoint between two floats (one of 130 000), power_exact.h decides.
///
/// The fast way takes positive, finite x and results that are normal numbers: it tests whether the
/// 29 bits that narrowing drops are those of a midpoint, more or less. A vector with anything else
/// in it is done again, carefully, and still as a vector.
#ifndef LOCKSTEP_OPTIMIZED_POWER_H
#define LOCKSTEP_OPTIMIZED_POWER_H

#include "exponential.h"
#include "power_exact.h"

/// log2 of positive, finite floats, given as doubles; any bits otherwise.
VECTOR_INLINE vector_f64 power_about_log2(vector_f64 x) {
    // x = m * 2^k with m in 0.707..1.414: the constant carries m into the exponent at the square
    // root of 2. Floats are normal numbers in double.
    const uint64_t root_bits = 0x3fe6a09e00000000u, one_bits = 0x3ff0000000000000u;
    vector_u64 bits = (vector_u64)x + (one_bits - root_bits);
    vector_f64 k = (vector_f64)((bits >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    vector_f64 m = (vector_f64)((bits & 0x000fffffffffffffu) + root_bits);
    // log2(m) = s * P(s^2) with s = (m - 1) / (m + 1), P of least relative error (Remez), 2^-52.3.
    vector_f64 s = (m - 1) / (m + 1);
    const double c[7] = {0x1.71547652b82ffp+1, 0x1.ec709dc39c7e8p-1, 0x1.2776c516c6bb5p-1,
                         0x1.a61756603f7c9p-2, 0x1.484fb0527f4d2p-2, 0x1.0bb7633fc6c10p-2,
                         0x1.f18a44c839153p-3};
    vector_f64 z = s * s;
    return vector_multiply_add_f64(s, exponential_polynomial(z, z * z, c), k);
}

/// 2^t for |t| <= 200; any bits otherwise.
VECTOR_INLINE vector_f64 power_about_exp2(vector_f64 t) {
    const double shift = EXPONENTIAL_QUARTERS;
    vector_f64 shifted = t + shift;
    vector_f64 f = t - (shifted - shift), f2 = f * f;
    // (2^f - 1) / f for |f| <= 1/8, of least error relative to 2^f (Remez): 2^-42.9.
    vector_f64 c01 = vector_multiply_add_f64(f, vector_splat_f64(0x1.ebfbdff7f22f9p-3),
                                             vector_splat_f64(0x1.62e42fefb06dfp-1));
    vector_f64 c23 = vector_multiply_add_f64(f, vector_splat_f64(0x1.3b2ab97dede1ap-7),
                                             vector_splat_f64(0x1.c6b08bc269559p-5));
    vector_f64 c45 = vector_multiply_add_f64(f, vector_splat_f64(0x1.42f8f90ee72bap-13),
                                             vector_splat_f64(0x1.5da3860217a9ap-10));
    vector_f64 c25 = vector_multiply_add_f64(f2, c45, c23);
    vector_f64 c05 = vector_multiply_add_f64(f2, c25, c01);
    vector_f64 power = (vector_f64)exponential_power_bits((vector_u64)shifted);
    return vector_multiply_add_f64(power * f, c05, power);
}

/// Results for zeros, infinities, negative bases and NaN as C17, F.10.4.4 says; `magnitude` is
/// |x|^y where x is finite and not zero and y finite.
VECTOR_INLINE vector_f32 power_settle(vector_f32 x, vector_f32 y, vector_f32 magnitude) {
    const float infinity = __builtin_inff();
    const vector_f32 one = vector_splat_f32(1), zero = {0};
    vector_f32 size = vector_absolute_f32(x), y_size = vector_absolute_f32(y);
    vector_i32 is_end = (size == 0) | (size == infinity), grows = (size > 1) == (y > 0);
    vector_f32 limit = vector_select_f32(grows, vector_splat_f32(infinity), zero);
    magnitude = vector_select_f32(is_end | (y_size == infinity), limit, magnitude);
    magnitude = vector_select_f32(size == 1, one, magnitude);
    // Adding 2^23 rounds to an integer and leaves its parity in the last bit. From 2^23 on all
    // floats are integers, and from 2^24 on even ones.
    vector_f32 shifted = y_size + 0x1p23f;
    vector_i32 is_large = y_size >= 0x1p23f, is_integer = is_large | (shifted - 0x1p23f == y_size);
    vector_i32 parity = (vector_i32)vector_select_f32(is_large, y_size, shifted) & 1;
    vector_i32 is_odd = is_integer & (parity == 1) & (y_size < 0x1p24f);
    vector_i32 is_minus = (vector_i32)x < 0;
    magnitude = (vector_f32)((vector_i32)magnitude | (is_minus & is_odd & INT32_MIN));
    vector_i32 is_nan = (is_minus & ~is_end & ~is_integer) | (x != x) | (y != y);
    magnitude = vector_select_f32(is_nan, vector_splat_f32(__builtin_nanf("")), magnitude);
    return vector_select_f32((y == 0) | (x == 1), one, magnitude);
}

/// Any x and y; those that double cannot decide one by one.
VECTOR_RARE void power_carefully(const float *x, const float *y, float *powers) {
    vector_f32 base = vector_load_f32(x), exponent = vector_load_f32(y);
    vector_f32 size = vector_absolute_f32(base);
    vector_f64 low = vector_widen_low(exponent) * power_about_log2(vector_widen_low(size));
    vector_f64 high = vector_widen_high(exponent) * power_about_log2(vector_widen_high(size));
    // Beyond these ends the power is 0 or infinite in any case.
    low = power_about_exp2(vector_clamp_f64(low, -160, 140));
    high = power_about_exp2(vector_clamp_f64(high, -160, 140));
    vector_f32 lesser = vector_narrow(low * (1 - 0x1p-42), high * (1 - 0x1p-42));
    vector_f32 greater = vector_narrow(low * (1 + 0x1p-42), high * (1 + 0x1p-42));
    const float infinity = __builtin_inff();
    vector_i32 is_usual =
        (size > 0) & (size < infinity) & (vector_absolute_f32(exponent) < infinity);
    uint32_t doubtful = vector_bits_i32((lesser != greater) & is_usual);
    vector_store_f32(powers, lesser);
    for (; doubtful != 0; doubtful &= doubtful - 1) {
        size_t j = (size_t)__builtin_ctz(doubtful);
        powers[j] = power_positive(size[j], exponent[j]);
    }
    vector_store_f32(powers, power_settle(base, exponent, vector_load_f32(powers)));
}

/// Whether 2^t, about `power`, is known to round to one float for all elements, given all x.
VECTOR_INLINE _Bool power_is_sure(vector_f32 x, vector_f64 t_low, vector_f64 t_high, vector_f64 low,
                                  vector_f64 high) {
    // Positive and finite: 1 to 0x7f7fffff as integers, which are shifted to the negative ones.
    vector_i32 place = (vector_i32)((vector_u32)x + 0x7fffffffu);
    vector_i32 is_usual = place < INT32_MIN + 0x7f7fffff;
    // |t| < 126, told by the upper halves of doubles; NaN and infinities are greater.
    vector_i32 t_size = vector_upper_words(t_low, t_high) & 0x7fffffff;
    vector_i32 is_normal = t_size < 0x405f8000;
    // Shifted, the 29 bits of a midpoint are 2^31; an error of 2^-42 is 2^11 of their units.
    const uint32_t error = 1u << 14;
    vector_u32 rest = (vector_u32)vector_lower_words(low, high) << 3;
    vector_i32 is_far = (vector_i32)(rest + error) > INT32_MIN + 2 * (int32_t)error;
    return vector_are_all_i32(is_usual & is_normal & is_far);
}

/// x^y for every x and y. A NaN is 0x7fc00000.
VECTOR_INLINE vector_f32 power(vector_f32 x, vector_f32 y) {
    vector_f64 t_low = vector_widen_low(y) * power_about_log2(vector_widen_low(x));
    vector_f64 t_high = vector_widen_high(y) * power_about_log2(vector_widen_high(x));
    vector_f64 low = power_about_exp2(t_low), high = power_about_exp2(t_high);
    if (__builtin_expect(!power_is_sure(x, t_low, t_high, low, high), 0)) {
        float xs[VECTOR_FLOATS], ys[VECTOR_FLOATS], powers[VECTOR_FLOATS];
        vector_store_f32(xs, x);
        vector_store_f32(ys, y);
        power_carefully(xs, ys, powers);
        return vector_load_f32(powers);
    }
    return vector_narrow(low, high);
}

#endif
