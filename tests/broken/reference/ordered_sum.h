#include <stddef.h>

/// Sum from left to right.
/// @domain  a: any
/// @compare bits
float ordered_sum(size_t n, const float a[n]);
