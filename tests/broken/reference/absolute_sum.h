#include <stddef.h>

/// The sum of magnitudes, from left to right.
/// @domain  values: any
/// @compare bits
float absolute_sum(size_t n, const float values[n]);
