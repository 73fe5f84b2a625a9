#include <stddef.h>

/// Dot product of two vectors, in 64 interleaved lanes.
///
/// Lane i % 64 takes element i: lane = fma(a[i], b[i], lane), rounded once to float, i ascending.
/// The lanes start at +0. Then a tree adds lane j + w to lane j for w = 32, 16, 8, 4, 2, 1, and
/// lane 0 is the result: +0 for n = 0. A NaN result is 0x7fc00000. Sums beyond the range of float
/// become infinite, and products below it are rounded to subnormals or zero.
/// @domain  n: 0..4096
/// @domain  a, b: any
/// @compare bits
/// @bench   n: 64 768 1536
/// @gate    2x
float dot(size_t n, const float a[n], const float b[n]);
