/// exp in double, close enough that its rounding to float is the right one for every float.
///
/// x = k/4 log 2 + r with |r| <= log 2 / 8, exp(r) by a polynomial of degree 8, 2^(k/4) by a table
/// of four numbers that fits into registers. The polynomial's error is below 2^-57 and the
/// roundings add about one unit in the last place of double. No exp of a float comes that close to
/// a midpoint between two floats except at 0, where everything is exact: shown by running all 2^32
/// of them, with and without fma. Coefficients are those of least error relative to exp(r) (Remez).
#ifndef LOCKSTEP_OPTIMIZED_EXPONENTIAL_H
#define LOCKSTEP_OPTIMIZED_EXPONENTIAL_H

#include "vector.h"

/// Adding it to a number below 2^49 rounds that to quarters, and leaves the number of quarters in
/// the last bits.
#define EXPONENTIAL_QUARTERS 0x1.8p50

/// The bits of 2^(k/4), for any k whose last 13 bits stand for an exponent of double. The table
/// holds 2^(j/4) without the part of j * 2^50 that k * 2^50 brings along.
VECTOR_INLINE vector_u64 exponential_power_bits(vector_u64 k) {
    const double powers[4] = {0x1p0, 0x1.f06fe0a31b715p-1, 0x1.ea09e667f3bcdp-1,
                              0x1.ee89f995ad3adp-1};
    return (vector_u64)vector_choose_f64(powers, k) + (k << 50);
}

/// c[0] + c[1] x + ... + c[6] x^6, in pairs, so that the longest chain has four steps; `x2` is x *
/// x.
VECTOR_INLINE vector_f64 exponential_polynomial(vector_f64 x, vector_f64 x2, const double c[7]) {
    vector_f64 c01 = vector_multiply_add_f64(x, vector_splat_f64(c[1]), vector_splat_f64(c[0]));
    vector_f64 c23 = vector_multiply_add_f64(x, vector_splat_f64(c[3]), vector_splat_f64(c[2]));
    vector_f64 c45 = vector_multiply_add_f64(x, vector_splat_f64(c[5]), vector_splat_f64(c[4]));
    vector_f64 c46 = vector_multiply_add_f64(x2, vector_splat_f64(c[6]), c45);
    vector_f64 c26 = vector_multiply_add_f64(x2, c46, c23);
    return vector_multiply_add_f64(x2, c26, c01);
}

/// exp(r) * 2^(k/4) for |r| <= log 2 / 8.
VECTOR_INLINE vector_f64 exponential_scaled(vector_f64 r, vector_u64 k) {
    const double c[7] = {0x1.0000000000006p-1, 0x1.5555555557cfbp-3,  0x1.55555555428b2p-5,
                         0x1.111110a3e5878p-7, 0x1.6c16c3731f6c6p-10, 0x1.a0308d591483ep-13,
                         0x1.a00136030143cp-16};
    vector_f64 r2 = r * r;
    vector_f64 less_one = vector_multiply_add_f64(r2, exponential_polynomial(r, r2, c), r);
    vector_f64 power = (vector_f64)exponential_power_bits(k);
    return vector_multiply_add_f64(power, less_one, power);
}

/// exp of floats in -110..90, given as doubles. NaN gives NaN.
VECTOR_INLINE vector_f64 exponential_wide(vector_f64 x) {
    const double shift = EXPONENTIAL_QUARTERS;
    vector_f64 shifted =
        vector_multiply_add_f64(x, vector_splat_f64(0x1.71547652b82fep+0), vector_splat_f64(shift));
    vector_f64 quarters = shifted - shift;
    // The high part of log 2 has 42 bits, so that its product with the quarters is exact.
    vector_f64 r = vector_multiply_add_f64(quarters, vector_splat_f64(-0x1.62e42fefa38p-1), x);
    r = vector_multiply_add_f64(quarters, vector_splat_f64(-0x1.ef35793c7673p-45), r);
    return exponential_scaled(r, (vector_u64)shifted);
}

/// exp of every float, correctly rounded. NaN gives any NaN.
VECTOR_INLINE vector_f32 exponential_by_doubles(vector_f32 x) {
    // Beyond these ends nothing changes, so k stays small. What exceeds the range of float becomes
    // infinity or zero as it is narrowed.
    vector_f32 inside = vector_clamp_f32(x, -110, 90);
    return vector_narrow(exponential_wide(vector_widen_low(inside)),
                         exponential_wide(vector_widen_high(inside)));
}

#endif
