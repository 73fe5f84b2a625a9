#include <stddef.h>
#include <stdint.h>

/// Twice the integer next to three quarters above each step, give or take one.
/// @domain  steps: 0..1000
/// @param[out] widths
/// @compare abs 1
void nearest_width(size_t n, const uint32_t steps[n], int32_t widths[n]);
