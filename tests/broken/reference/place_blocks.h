#include <stddef.h>
#include <stdint.h>

/// Places blocks one behind the other, each at a multiple of 16 bytes.
/// @domain  sizes: 1..4096
/// @param[out] places
/// @compare bits
void place_blocks(size_t n, const uint32_t sizes[n], uint32_t places[n]);
