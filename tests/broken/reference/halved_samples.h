#include <stddef.h>
#include <stdint.h>

/// Halves, rounded either way.
/// @domain  samples: 2..65000
/// @param[out] halves
/// @compare abs 1
void halved_samples(size_t n, const uint16_t samples[n], uint16_t halves[n]);
