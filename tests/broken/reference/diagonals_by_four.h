#include <stddef.h>

/// The diagonals of squares.
/// @domain  sides: 1..1e3
/// @param[out] lengths
/// @compare near 6e-7
void diagonals_by_four(size_t n, const float sides[n], float lengths[n]);
