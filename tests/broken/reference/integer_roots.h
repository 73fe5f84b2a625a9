#include <stddef.h>
#include <stdint.h>

/// Square roots, rounded down.
/// @domain  values: any | 0..1000
/// @param[out] roots
/// @compare bits
void integer_roots(size_t n, const uint32_t values[n], uint32_t roots[n]);
