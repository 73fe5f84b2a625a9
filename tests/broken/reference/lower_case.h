#include <stddef.h>
#include <stdint.h>

/// Lower-case letters for the capital ones of ASCII; every other byte stays.
/// @domain  bytes: any | 0x20..0x7e
/// @compare bits
void lower_case(size_t n, uint8_t bytes[n]);
