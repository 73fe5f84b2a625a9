#include <stddef.h>
#include <stdint.h>

/// The sum of words modulo 2^32.
/// @align   words: 16
/// @compare bits
uint32_t aligned_sum(size_t n, const uint32_t words[n]);
