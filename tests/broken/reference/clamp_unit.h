#include <stddef.h>

/// Clamps to 0..1. A NaN stays one; a negative zero becomes +0.
/// @domain  values: any
/// @param[out] clamped
/// @compare bits
void clamp_unit(size_t n, const float values[n], float clamped[n]);
