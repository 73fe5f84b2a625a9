#include <stddef.h>
#include <stdint.h>

/// The largest number, or 0.
/// @compare bits
uint32_t peeled_maximum(size_t n, const uint32_t words[n]);
