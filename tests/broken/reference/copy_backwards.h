#include <stddef.h>
#include <stdint.h>

/// Moves all words but the last one place up; the first stays where it was, too.
/// @compare bits
void copy_backwards(size_t n, uint32_t words[n]);
