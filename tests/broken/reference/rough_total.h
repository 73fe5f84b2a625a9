#include <stddef.h>
#include <stdint.h>

/// The sum of a few bytes, give or take one.
/// @domain  n: 0..64
/// @domain  bytes: 1..255
/// @compare abs 1
uint32_t rough_total(size_t n, const uint8_t bytes[n]);
