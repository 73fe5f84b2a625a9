#include <stddef.h>

/// Multiplies by one factor.
/// @domain  values, factor: any
/// @param[out] scaled
/// @compare bits
void scale_all(size_t n, const float values[n], float factor, float scaled[n]);
