#include <stddef.h>
#include <stdint.h>

/// Adds two numbers of n limbs, least significant first; returns the carry.
/// @param[out] sum
/// @compare bits
uint32_t add_limbs(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t sum[n]);
