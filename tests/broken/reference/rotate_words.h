#include <stddef.h>
#include <stdint.h>

/// Rotates an array to the left.
/// @domain  count: 0..n
/// @compare bits
void rotate_words(size_t n, size_t count, uint32_t words[n]);
