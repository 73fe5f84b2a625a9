#include <stddef.h>

/// Reciprocals.
/// @domain  values: any
/// @param[out] results
/// @compare bits
void reciprocals(size_t n, const double values[n], double results[n]);
