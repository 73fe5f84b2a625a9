#include <stddef.h>
#include <stdint.h>

/// Each number less the one before it; the first stays.
/// @param[out] steps
/// @compare bits
void differences(size_t n, const uint32_t values[n], uint32_t steps[n]);
