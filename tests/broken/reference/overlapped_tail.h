#include <stddef.h>
#include <stdint.h>

/// Sum of words modulo 2^32.
/// @compare bits
uint32_t overlapped_tail(size_t n, const uint32_t words[n]);
