#include <stddef.h>
#include <stdint.h>

/// The indices of the keys in ascending order of keys; equal keys keep their order.
/// @domain  n: 0..64
/// @domain  keys: 0..7 | any
/// @param[out] order
/// @compare bits
void order_by_key(size_t n, const uint32_t keys[n], uint32_t order[n]);
