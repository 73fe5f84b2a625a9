#include <stddef.h>
#include <stdint.h>

/// Absolute values; that of the smallest number saturates.
/// @compare bits
void absolute_values(size_t n, int32_t values[n]);
