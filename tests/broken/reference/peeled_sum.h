#include <stddef.h>

/// Sum from left to right.
/// @domain  values: -1e3..1e3
/// @compare bits
float peeled_sum(size_t n, const float values[n]);
