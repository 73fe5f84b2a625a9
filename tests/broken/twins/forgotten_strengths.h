#include <stddef.h>
#include <stdint.h>

/// Strengths of 0..1 after an age in seconds, halved every hour.
/// @domain  strengths: 0..1
/// @domain  ages: 0..400000
/// @param[out] left
/// @compare rel 1e-6 | abs 1e-35
void forgotten_strengths(size_t n, const float strengths[n], const uint32_t ages[n], float left[n]);
