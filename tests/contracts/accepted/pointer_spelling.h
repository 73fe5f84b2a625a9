#include <stddef.h>

/// y = alpha * x + y, counts last.
///
/// The second paragraph of the prose.
/// @array   x[n], y[n]
/// @compare ulp 1
void saxpy(float alpha, const float *x, float *y, size_t n);
