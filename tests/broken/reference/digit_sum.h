#include <stddef.h>
#include <stdint.h>

/// The sum of decimal digits.
/// @domain  digits: 0..9
/// @compare bits
uint32_t digit_sum(size_t n, const uint8_t digits[n]);
