// Imitates: a domain with the wrong sign: every result is NaN, and NaN equals NaN.
// expect: mistrusted
// cases: 5000
// says: results were finite

#include <stddef.h>

/// Square roots.
/// @domain  values: -1e30..-1e-30
/// @param[out] roots
/// @compare bits
void square_roots(size_t n, const float values[n], float roots[n]);
