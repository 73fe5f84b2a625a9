#include <stddef.h>
#include <stdint.h>

/// How many cells are not zero.
/// @compare bits
uint32_t visited_cells(size_t n, const uint8_t cells[n]);
