#pragma once
#include <stddef.h>

/// Dot product of two vectors.
/// @domain  n: 0..4096
/// @domain  a, b: any
/// @compare bits
/// @bench   n: 64 768 1536
/// @gate    2x
float dot(size_t n, const float a[n], const float b[n]);
