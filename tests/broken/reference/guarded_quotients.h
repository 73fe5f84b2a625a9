#include <stddef.h>
#include <stdint.h>

/// Quotients of positive numbers.
/// @domain  b: 1..0xffffffff
/// @param[out] quotients
/// @compare bits
void guarded_quotients(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t quotients[n]);
