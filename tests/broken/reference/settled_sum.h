#include <stddef.h>
#include <stdint.h>

/// Sum of words, modulo 2³².
/// @compare bits
uint32_t settled_sum(size_t n, const uint32_t words[n]);
