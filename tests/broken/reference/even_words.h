#include <stddef.h>
#include <stdint.h>

/// How many numbers are even.
/// @compare bits
uint32_t even_words(size_t n, const uint32_t words[n]);
