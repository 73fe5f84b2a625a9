#include <stddef.h>

/// Adds a multiple of one vector to another; product and sum are rounded one after the other.
/// @domain  factor, x, y: any
/// @compare bits
void scale_and_add(size_t n, float factor, const float x[n], float y[n]);
