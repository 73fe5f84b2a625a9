#include "included/types.inc"
#define EXPORT __attribute__((visibility("default")))
#define PLUS(a, b) ((a) + (b))
#if PLUS(1, 1) == 2
/// Read through the preprocessor: places and comments stay.
/// @domain  n: 0..UINT8_MAX
/// @compare out.id: bits
EXPORT void stamp(included_size n, struct included_item out[n]);
#endif
