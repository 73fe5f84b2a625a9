#include <stddef.h>
/// @align   a, out: 64 -- a cache line
/// @align   b: 4
/// @domain  n: 16
/// @compare bits
void add(size_t n, const float a[n], const float b[n], float out[n]);
