#include <stddef.h>
/// @array   x[1 + (n - 1) * step], y[n]
/// @domain  n: 1..512
/// @domain  step: 1..4
/// @compare near
double cblas_ddot(const int n, const double *x, const int step, const double *restrict y);
