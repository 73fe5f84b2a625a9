#include <stddef.h>
#include <stdint.h>

/// The exclusive or of all words.
/// @compare bits
uint32_t xor_words(size_t n, const uint32_t words[n]);
