#include <stddef.h>
/// A remark about the whole file.

/// First.
/// @compare bits
float first(size_t n, const float a[n]);
/// Second.
/// @compare bits
float second(size_t n, const float a[n]);
