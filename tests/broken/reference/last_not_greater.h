#include <stddef.h>
#include <stdint.h>

/// The index of the last key that is not greater than the wanted one; 0 where all are greater.
/// @domain  n: 1..1024
/// @domain  keys: any sorted
/// @compare bits
size_t last_not_greater(size_t n, const int32_t keys[n], int32_t wanted);
