#include <stddef.h>
#include <stdint.h>

/// Power-law decay of memory strengths, in place: strength * (1 + age / tau) ^ -alpha.
///
/// The age is rounded to double, the quotient age / tau and the sum with 1 are each rounded to
/// double, and the sum to float; its power to -alpha is the correctly rounded float of the contract
/// of `pow_f32`; the product with the strength is rounded once to float. What IEEE 754 and
/// `pow_f32` say of zeros, infinities, negative bases and NaN in these steps holds. A NaN result is
/// 0x7fc00000.
///
/// Computed in the default floating-point state (to nearest, subnormals kept), whatever the
/// caller's state is; that is left as it was.
/// @domain  n: 0..4096
/// @domain  strengths: 0..1 | any
/// @domain  ages: 0..4000000000 | any -- seconds; up to a human lifetime, or anything
/// @domain  tau: 1..1e10 | any -- seconds
/// @domain  alpha: 0.01..10 | any
/// @compare bits
/// @bench   n: 64 1024 4096
/// @gate    2x
void decay_power_law(size_t n, float strengths[n], const uint64_t ages[n], float tau, float alpha);
