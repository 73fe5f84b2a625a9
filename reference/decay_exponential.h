#include <stddef.h>
#include <stdint.h>

/// Exponential decay of memory strengths, in place: strength * exp(-age / tau).
///
/// The age is rounded to double, the quotient -age / tau is rounded to double and then to float,
/// and its exponential is the correctly rounded float of the contract of `exp_f32`; the product
/// with the strength is rounded once to float. What IEEE 754 says of 0 / 0, of zeros, infinities
/// and signs in these steps holds: tau = 0 keeps nothing of an age above 0, a negative tau grows. A
/// NaN result is 0x7fc00000.
///
/// Computed in the default floating-point state (to nearest, subnormals kept), whatever the
/// caller's state is; that is left as it was.
/// @domain  n: 0..4096
/// @domain  strengths: 0..1 | any
/// @domain  ages: 0..4000000000 | any -- seconds; up to a human lifetime, or anything
/// @domain  tau: 1..1e10 | any -- seconds
/// @compare bits
/// @bench   n: 64 1024 4096
/// @gate    2x
void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau);
