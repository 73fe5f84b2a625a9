#include <stddef.h>
#include <stdint.h>

/// The place of the first such number; n where there is none.
/// @compare bits
size_t place_of(uint32_t wanted, size_t n, const uint32_t words[n]);
