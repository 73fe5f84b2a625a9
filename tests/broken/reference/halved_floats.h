#include <stddef.h>
#include <stdint.h>

/// Halves.
/// @domain  values: finite
/// @param[out] halves
/// @compare value
void halved_floats(size_t n, const float values[n], float halves[n]);
