#include <stddef.h>

/// The smaller of each pair; the second where the first is not smaller, as with a NaN.
/// @domain  a, b: any
/// @param[out] smaller
/// @compare bits
void minimum_pair(size_t n, const float a[n], const float b[n], float smaller[n]);
