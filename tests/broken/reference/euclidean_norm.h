#include <stddef.h>

/// The length of a vector.
/// @domain  a: any
/// @compare rel 1e-4
float euclidean_norm(size_t n, const float a[n]);
