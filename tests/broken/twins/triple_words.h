#include <stddef.h>
#include <stdint.h>

/// Three times each word, modulo 2^32.
/// @param[out] tripled
/// @compare bits
void triple_words(size_t n, const uint32_t words[n], uint32_t tripled[n]);
