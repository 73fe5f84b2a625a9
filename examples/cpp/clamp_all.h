#ifndef EXAMPLES_CLAMP_ALL_H
#define EXAMPLES_CLAMP_ALL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Brings values into low..high; NaN stays NaN.
/// @domain  low: -1e30..1e30
/// @domain  high: low..1e30
/// @domain  count: 0..2048
/// @array   values[count], clamped[count]
/// @param[out] clamped one for each value
/// @compare bits
/// @bench   count: 64 1024
void clamp_all(const float *values, float low, float high, float *clamped, size_t count);

#ifdef __cplusplus
}
#endif

#endif
