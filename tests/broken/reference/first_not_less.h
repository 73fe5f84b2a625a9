#include <stddef.h>
#include <stdint.h>

/// The index of the first key that is not less than the wanted one; n where all are less.
/// @domain  keys: any sorted
/// @compare bits
size_t first_not_less(size_t n, const uint32_t keys[n], uint32_t wanted);
