#include <stddef.h>
#include <stdint.h>

/// A hash of bytes, four at a time, least significant first.
/// @compare bits
uint32_t hash_bytes(size_t n, const uint8_t bytes[n], uint32_t seed);
