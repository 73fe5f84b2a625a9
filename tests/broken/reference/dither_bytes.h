#include <stddef.h>
#include <stdint.h>

/// Takes the upper bytes of 16-bit samples, after noise was added that depends on the place.
/// @param[out] bytes
/// @compare bits
void dither_bytes(size_t n, const uint16_t samples[n], uint8_t bytes[n]);
