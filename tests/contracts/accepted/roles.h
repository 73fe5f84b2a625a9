#include <stddef.h>
/// @array   a[n], b[n], c[n], d[n]
/// @param[in]     a  read only, though not const
/// @param[out]    b  written only
/// @param[in,out] c  both
/// @param[in]     n  restates the default
/// @compare bits
void roles(float *a, float *b, float *c, const float *const d, size_t n);
