#include <stddef.h>
#include <stdint.h>

/// The largest distance between neighbours.
/// @domain  n: 0..64
/// @compare bits
uint32_t largest_gap(size_t n, const uint16_t places[n]);
