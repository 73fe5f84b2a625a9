#include <stddef.h>
#include <stdint.h>

/// The mean of two images, halves rounded up.
/// @param[out] means
/// @compare bits
void average_bytes(size_t n, const uint8_t a[n], const uint8_t b[n], uint8_t means[n]);
