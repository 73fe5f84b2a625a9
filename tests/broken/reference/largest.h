#include <stddef.h>
#include <stdint.h>

/// The largest number.
/// @domain  n: 1..1024
/// @compare bits
uint32_t largest(size_t n, const uint32_t values[n]);
