#include <stddef.h>
#include <stdint.h>

/// factor * values.
/// @domain  factor: -8..8
/// @domain  values: -1e3..1e3
/// @param[out] scaled
/// @compare value
void scaled_rows(float factor, size_t n, const float values[n], float scaled[n]);
