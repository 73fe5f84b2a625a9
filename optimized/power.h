/// One float to the power of another, correctly rounded.
///
/// In double, t = y * log2(x) and 2^t. The error of log2 is below 4 units in the last place, so
/// that of t below 155 * 2^-51 for every t that does not settle the result, and that of the power
/// below 2^-43. Where the power times 1 - 2^-42 and times 1 + 2^-42 round to different floats (one
/// of 130 000), and where an argument is special, power_exact.h decides.
#ifndef LOCKSTEP_OPTIMIZED_POWER_H
#define LOCKSTEP_OPTIMIZED_POWER_H

#include "exponential.h"
#include "power_exact.h"

/// About |x|^y, for finite x other than 0 and finite y; any bits otherwise.
VECTOR_INLINE vector_f64 power_wide_about(vector_f64 x, vector_f64 y) {
    // |x| = m * 2^k with m in 0.707..1.414: the constant carries m into the exponent at the square
    // root of 2. Floats are normal numbers in double.
    const uint64_t root_bits = 0x3fe6a09e00000000u, one_bits = 0x3ff0000000000000u;
    vector_u64 bits = ((vector_u64)x & 0x7fffffffffffffffu) + (one_bits - root_bits);
    vector_f64 k = (vector_f64)((bits >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    vector_f64 m = (vector_f64)((bits & 0x000fffffffffffffu) + root_bits);
    // log2(m) = s * P(s^2) with s = (m - 1) / (m + 1); P interpolates at the Chebyshev nodes, to
    // 2^-59.
    vector_f64 s = (m - 1) / (m + 1);
    vector_f64 z = s * s, z2 = z * z, z4 = z2 * z2;
    vector_f64 c01 = vector_multiply_add_f64(z, vector_splat_f64(0x1.ec709dc3a047dp-1),
                                             vector_splat_f64(0x1.71547652b82fep+1));
    vector_f64 c23 = vector_multiply_add_f64(z, vector_splat_f64(0x1.a61762d699b46p-2),
                                             vector_splat_f64(0x1.2776c50ee39a4p-1));
    vector_f64 c45 = vector_multiply_add_f64(z, vector_splat_f64(0x1.0ca160eda205bp-2),
                                             vector_splat_f64(0x1.484afb77d8797p-2));
    vector_f64 c67 = vector_multiply_add_f64(z, vector_splat_f64(0x1.b594042f590e9p-3),
                                             vector_splat_f64(0x1.c46df723fd2ebp-3));
    vector_f64 c03 = vector_multiply_add_f64(z2, c23, c01);
    vector_f64 c47 = vector_multiply_add_f64(z2, c67, c45);
    vector_f64 log2 = vector_multiply_add_f64(s, vector_multiply_add_f64(z4, c47, c03), k);
    // Beyond these ends the power is 0 or infinite in any case.
    vector_f64 t = vector_clamp_f64(y * log2, -160, 140);
    const double shift = 0x1.8p52;
    vector_f64 shifted = t + shift;
    vector_f64 r = (t - (shifted - shift)) * 0x1.62e42fefa39efp-1;
    return exponential_scaled(r, (vector_u64)shifted);
}

/// x^y for every x and y. A NaN is 0x7fc00000.
VECTOR_INLINE vector_f32 power(vector_f32 x, vector_f32 y) {
    vector_f64 low = power_wide_about(vector_widen_low(x), vector_widen_low(y));
    vector_f64 high = power_wide_about(vector_widen_high(x), vector_widen_high(y));
    vector_f32 lesser = vector_narrow(low * (1 - 0x1p-42), high * (1 - 0x1p-42));
    vector_f32 greater = vector_narrow(low * (1 + 0x1p-42), high * (1 + 0x1p-42));
    const float infinity = __builtin_inff();
    vector_i32 doubtful = lesser != greater;
    vector_i32 usual = (x > 0) & (x < infinity) & (y > -infinity) & (y < infinity);
    uint32_t bits = vector_bits_i32(doubtful | ~usual);
    if (__builtin_expect(bits != 0, 0)) {
        uint32_t doubtful_bits = vector_bits_i32(doubtful);
        float xs[VECTOR_FLOATS], ys[VECTOR_FLOATS], powers[VECTOR_FLOATS];
        vector_store_f32(xs, x);
        vector_store_f32(ys, y);
        vector_store_f32(powers, lesser);
        for (; bits; bits &= bits - 1) {
            size_t j = (size_t)__builtin_ctz(bits);
            powers[j] = power_lane(xs[j], ys[j], powers[j], doubtful_bits >> j & 1);
        }
        return vector_load_f32(powers);
    }
    return lesser;
}

#endif
