#include <stddef.h>

/// Changes every sign.
/// @domain  values: any
/// @param[out] negated
/// @compare bits
void negate_pairs(size_t n, const double values[n], double negated[n]);
