#include <stddef.h>

/// Products of two vectors.
/// @domain  a, b: normal
/// @param[out] products
/// @compare value
void flushed_products(size_t n, const float a[n], const float b[n], float products[n]);
