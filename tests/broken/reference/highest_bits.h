#include <stddef.h>
#include <stdint.h>

/// The place of the highest set bit of each word; -1 where there is none.
/// @domain  words: any | 0..15
/// @param[out] places
/// @compare bits
void highest_bits(size_t n, const uint32_t words[n], int32_t places[n]);
