#include <stddef.h>
#include <stdint.h>

/// The integer next to a quarter above each step.
/// @domain  steps: 0..1000
/// @param[out] nearest
/// @compare bits
void nearest_below(size_t n, const uint32_t steps[n], int32_t nearest[n]);
