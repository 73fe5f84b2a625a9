/// exp in double, close enough that its rounding to float is the right one for every float.
///
/// x = k log 2 + r with |r| <= log 2 / 2, exp(r) by a polynomial of degree 11, and k goes into the
/// exponent. The polynomial's error is below 2^-56 and the roundings add about one unit in the last
/// place of double. No exp of a float comes that close to a midpoint between two floats except at
/// 0, where everything is exact: shown by running all 2^32 of them, with and without fma. The
/// coefficients interpolate (exp(r) - 1 - r) / r^2 at the Chebyshev nodes of that interval.
#ifndef LOCKSTEP_OPTIMIZED_EXPONENTIAL_H
#define LOCKSTEP_OPTIMIZED_EXPONENTIAL_H

#include "vector.h"

/// exp(r) * 2^k for |r| <= log 2 / 2, where k is the last 11 bits of `exponent`.
VECTOR_INLINE vector_f64 exponential_scaled(vector_f64 r, vector_u64 exponent) {
    vector_f64 r2 = r * r, r4 = r2 * r2;
    vector_f64 c01 = vector_multiply_add_f64(r, vector_splat_f64(0x1.5555555555556p-3),
                                             vector_splat_f64(0x1.0000000000001p-1));
    vector_f64 c23 = vector_multiply_add_f64(r, vector_splat_f64(0x1.11111111109b3p-7),
                                             vector_splat_f64(0x1.5555555553d63p-5));
    vector_f64 c45 = vector_multiply_add_f64(r, vector_splat_f64(0x1.a01a01a7c41d5p-13),
                                             vector_splat_f64(0x1.6c16c1788bd90p-10));
    vector_f64 c67 = vector_multiply_add_f64(r, vector_splat_f64(0x1.71de0dae63bb3p-19),
                                             vector_splat_f64(0x1.a019b90d2ae7ap-16));
    vector_f64 c89 = vector_multiply_add_f64(r, vector_splat_f64(0x1.af38a9b0ec855p-26),
                                             vector_splat_f64(0x1.289185613a3d6p-22));
    vector_f64 c03 = vector_multiply_add_f64(r2, c23, c01);
    vector_f64 c47 = vector_multiply_add_f64(r2, c67, c45);
    vector_f64 c49 = vector_multiply_add_f64(r4, c89, c47);
    vector_f64 c09 = vector_multiply_add_f64(r4, c49, c03);
    vector_f64 power = vector_multiply_add_f64(r2, c09, r) + 1;
    return (vector_f64)((vector_u64)power + (exponent << 52));
}

/// exp of floats in -110..90, given as doubles. What exceeds the range of float becomes infinity or
/// zero once converted. Any bits where x is NaN.
VECTOR_INLINE vector_f64 exponential_wide(vector_f64 x) {
    // Adding 1.5 * 2^52 rounds to an integer and leaves it in the last bits.
    const double shift = 0x1.8p52;
    vector_f64 shifted =
        vector_multiply_add_f64(x, vector_splat_f64(0x1.71547652b82fep+0), vector_splat_f64(shift));
    vector_f64 k = shifted - shift;
    // The high part of log 2 has 42 bits, so that its product with k is exact.
    vector_f64 r = vector_multiply_add_f64(k, vector_splat_f64(-0x1.62e42fefa38p-1), x);
    r = vector_multiply_add_f64(k, vector_splat_f64(-0x1.ef35793c7673p-45), r);
    return exponential_scaled(r, (vector_u64)shifted);
}

/// exp of every float, correctly rounded. NaN gives any NaN.
VECTOR_INLINE vector_f32 exponential(vector_f32 x) {
    // Beyond these ends nothing changes, so k stays small.
    vector_f32 inside = vector_clamp_f32(x, -110, 90);
    vector_f32 power = vector_narrow(exponential_wide(vector_widen_low(inside)),
                                     exponential_wide(vector_widen_high(inside)));
    return vector_select_f32(x == x, power, x);
}

#endif
