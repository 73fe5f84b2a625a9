#include <stddef.h>
#include <stdint.h>

/// Quotients; 0 where the divisor is 0.
/// @param[out] quotients
/// @compare bits
void ratios(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t quotients[n]);
