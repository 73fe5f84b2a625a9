#include <stdint.h>
/// Scalars that depend on each other, declared in any order.
/// @domain  lo: -1e30..hi
/// @domain  hi: 0..1e30
/// @domain  k: 0..n
/// @domain  n: 1..m - 1
/// @domain  m: 2..64
/// @domain  x: lo..hi
/// @domain  y: 0..n
/// @compare bits
float clamp(float lo, float hi, uint32_t k, uint32_t n, uint32_t m, const float x[m],
            const double y[k * n / 2]);
