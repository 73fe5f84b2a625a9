#include <stddef.h>
#include <stdint.h>

/// Twice each word, modulo 2^32.
/// @align   doubled: 64
/// @param[out] doubled
/// @compare bits
void double_words(size_t n, const uint32_t words[n], uint32_t doubled[n]);
