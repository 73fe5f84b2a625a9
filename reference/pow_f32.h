#include <stddef.h>

/// Each base to the power of its exponent, correctly rounded.
///
/// result[i] is the float nearest to the exact value of base[i] ^ exponent[i], ties to even,
/// subnormal results, overflow to infinity and underflow to zero included. Zeros, infinities,
/// negative bases and NaN follow C17, F.10.4.4: anything to the power 0 is 1 and 1 to any power is
/// 1, even for NaN; a negative finite base to a power that is no integer is NaN; the sign is
/// negative only for a negative base (-0 included) to an odd integer. A NaN result is 0x7fc00000.
///
/// Computed in the default floating-point state (to nearest, subnormals kept), whatever the
/// caller's state is; that is left as it was.
/// @domain  n: 0..4096
/// @domain  base: 0..100 | any
/// @domain  exponent: -10..10 | any
/// @param[out] result one per element
/// @compare bits
/// @bench   n: 64 1024 4096
/// @gate    2x
void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]);
