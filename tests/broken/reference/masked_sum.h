#include <stddef.h>

/// Sum in eight interleaved lanes: lane i % 8 takes element i, then lanes j + 4, j + 2, j + 1 are
/// added to lane j.
/// @domain  a: any
/// @compare bits
float masked_sum(size_t n, const float a[n]);
