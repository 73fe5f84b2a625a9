#include <stddef.h>
/// @domain  a: any
/// @domain  b: finite | nan
/// @domain  c: normal | subnormal | zero -- a remark
/// @domain  d: inf
/// @domain  e: 0 | 1 | -1.5 | 0x1p-126 | 0x1.8p3..0x1.8p4
/// @domain  f: -1e18..1e18
/// @domain  g: 0.5..<1
/// @compare bits
float classes(size_t n, const float a[n], const float b[n], const float c[n], const double d[n],
              const double e[n], const float f[n], float g);
