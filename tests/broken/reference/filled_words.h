#include <stddef.h>
#include <stdint.h>

/// Sets all words to one value.
/// @param[out] words
/// @compare bits
void filled_words(uint32_t value, size_t n, uint32_t words[n]);
