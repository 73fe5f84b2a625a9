#include <stdint.h>
/// @compare return: abs 0
/// @compare f: bits | near
/// @compare g: value | ulp 0 | rel 0.5
/// @compare h: near 2 -- exact differences on integers
/// @compare i: abs 1
float rules(float f[1], double g[2], uint8_t h[3], int64_t i[4]);
