#include <stddef.h>
#include <stdint.h>

/// The words in reverse order.
/// @param[out] mirrored
/// @compare bits
void mirror_words(size_t n, const uint32_t words[n], uint32_t mirrored[n]);
