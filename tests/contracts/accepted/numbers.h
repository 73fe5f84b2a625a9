#include <stdint.h>
/// @domain  byte: 0x80..0xbf
/// @domain  wide: 18446744073709551615
/// @domain  low: -9223372036854775808..0
/// @domain  f: .5 | 1. | 1e-45 | 3.4e38
/// @compare bits
uint64_t numbers(uint8_t byte, uint64_t wide, int64_t low, float f);
