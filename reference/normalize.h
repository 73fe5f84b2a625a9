#include <stddef.h>

/// Scales a vector to length 1.
///
/// The squared norm x is that of the contract of `norm`. Where 2^-96 <= x <= 2^96, the factor is
/// f = 1 / sqrt(x), computed in double and rounded to float, and each element becomes a[i] * f
/// rounded to float. Anywhere else x is the sum in double, f = 1 / sqrt(x) stays in double, and
/// each element becomes a[i] * f in double, rounded to float. A vector of zeros becomes a vector of
/// +0; one with a NaN or an infinity has no direction and becomes NaN (0x7fc00000) throughout.
/// @domain  n: 0..4096
/// @domain  a: any
/// @param[out] result the unit vector
/// @compare bits
/// @bench   n: 64 768 1536
/// @gate    2x
void normalize(size_t n, const float a[n], float result[n]);
