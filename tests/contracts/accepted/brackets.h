#include <stddef.h>
/// @compare bits
void add(size_t n, const float a[static n], const float b[restrict n], float out[static restrict n]);
