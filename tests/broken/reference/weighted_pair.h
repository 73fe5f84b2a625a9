#include <stddef.h>
#include <stdint.h>

/// A weighted sum of two numbers, modulo 2^64.
/// @compare bits
uint64_t weighted_pair(uint64_t a, uint64_t b);
