#include <stddef.h>

/// Looks numbers up in a table of 17 points over 0..1, linearly between them.
/// @domain  x: 0..1
/// @domain  table: -1e3..1e3
/// @param[out] y
/// @compare bits
void interpolate(size_t n, const float x[n], const float table[17], float y[n]);
