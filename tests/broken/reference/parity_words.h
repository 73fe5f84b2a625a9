#include <stddef.h>
#include <stdint.h>

/// The parity of all bits of each word.
/// @param[out] parities
/// @compare bits
void parity_words(size_t n, const uint32_t words[n], uint8_t parities[n]);
