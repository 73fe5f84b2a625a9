#include <stddef.h>
#include <stdint.h>

/// The number of words: maximal runs of letters of either case.
/// @domain  text: any | 0x20..0x7e
/// @compare bits
size_t count_words(size_t n, const uint8_t text[n]);
