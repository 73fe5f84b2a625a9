#ifndef EXAMPLES_MEAN_ABSOLUTE_ERROR_H
#define EXAMPLES_MEAN_ABSOLUTE_ERROR_H

#include <stddef.h>

/// Mean of |a[i] - b[i]|; 0 where there is none.
/// @domain  count: 0..4096
/// @domain  a, b: -1e6..1e6
/// @array   a[count], b[count]
/// @compare rel 1e-4 | ulp 2 -- no term is negative, so no order of the sum loses more
/// @bench   count: 64 1024 4096
float mean_absolute_error(const float *a, const float *b, size_t count);

#endif
