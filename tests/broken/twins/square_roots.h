#include <stddef.h>

/// Square roots.
/// @domain  values: 0..1e30
/// @param[out] roots
/// @compare bits
void square_roots(size_t n, const float values[n], float roots[n]);
