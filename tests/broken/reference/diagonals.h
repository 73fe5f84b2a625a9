#include <stddef.h>

/// The diagonals of squares.
/// @domain  sides: 0..1e6
/// @param[out] lengths
/// @compare near
void diagonals(size_t n, const float sides[n], float lengths[n]);
