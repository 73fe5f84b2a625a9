#include <stddef.h>
#include <stdint.h>

/// Narrows words to signed bytes, saturating.
/// @domain  words: any | -200..200
/// @param[out] bytes
/// @compare bits
void narrow_to_bytes(size_t n, const int32_t words[n], int8_t bytes[n]);
