#include <stddef.h>
#include <stdint.h>

/// Signed quotients: 0 where the divisor is 0; the one that overflows saturates.
/// @param[out] results
/// @compare bits
void quotients(size_t n, const int32_t a[n], const int32_t b[n], int32_t results[n]);
