#include <stddef.h>

/// The exponential function of each element, correctly rounded.
///
/// result[i] is the float nearest to the exact value of exp(x[i]), subnormal results included: a
/// value of at least 2^128 - 2^103 becomes infinity, and one below 2^-150 becomes +0. exp of -0 and
/// +0 is 1. NaN gives NaN (0x7fc00000).
///
/// Computed in the default floating-point state (to nearest, subnormals kept), whatever the
/// caller's state is; that is left as it was.
/// @domain  n: 0..4096
/// @domain  x: -104..89 | any
/// @param[out] result one per element
/// @compare bits
/// @bench   n: 64 1024 4096
/// @gate    2x
void exp_f32(size_t n, const float x[n], float result[n]);
