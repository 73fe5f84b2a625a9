#include <stddef.h>
#include <stdint.h>

/// How often each byte occurs.
/// @param[out] counts
/// @compare bits
void histogram(size_t n, const uint8_t bytes[n], uint32_t counts[256]);
