#include <stddef.h>
#include <stdint.h>

/// Running sums modulo 2^32, each with its own element.
/// @param[out] sums
/// @compare bits
void prefix_sum(size_t n, const uint32_t values[n], uint32_t sums[n]);
