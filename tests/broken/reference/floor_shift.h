#include <stddef.h>
#include <stdint.h>

/// Divides by 2^count, towards minus infinity.
/// @domain  count: 0..31
/// @param[out] quotients
/// @compare bits
void floor_shift(size_t n, uint32_t count, const int32_t values[n], int32_t quotients[n]);
