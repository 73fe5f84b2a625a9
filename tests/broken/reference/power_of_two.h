#include <stddef.h>
#include <stdint.h>

/// 2 to the given power: 0 below -149, infinite above 127.
/// @domain  exponents: any | -160..140
/// @param[out] powers
/// @compare bits
void power_of_two(size_t n, const int32_t exponents[n], float powers[n]);
