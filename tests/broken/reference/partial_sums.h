#include <stddef.h>
#include <stdint.h>

/// The sum of words modulo 2^32.
/// @domain  n: 1..1024
/// @compare bits
uint32_t partial_sums(size_t n, const uint32_t words[n]);
