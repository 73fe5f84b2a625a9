#include <stddef.h>
#include <stdint.h>

/// How many numbers are odd.
/// @domain  n: 0..64
/// @compare bits
uint32_t odd_words(size_t n, const uint32_t words[n]);
