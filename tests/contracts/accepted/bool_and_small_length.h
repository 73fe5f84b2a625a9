#include <stdbool.h>
#include <stdint.h>
/// @compare bits
void small(int8_t n, bool one, float a[n], float b[one], float c[n - n * 2 + n]);
