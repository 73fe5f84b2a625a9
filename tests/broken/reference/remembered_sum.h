#include <stddef.h>
#include <stdint.h>

/// The sum, modulo 2^32.
/// @compare bits
uint32_t remembered_sum(size_t n, const uint32_t words[n]);
