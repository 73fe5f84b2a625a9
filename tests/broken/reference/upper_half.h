#include <stddef.h>
#include <stdint.h>

/// The upper half of a word.
/// @compare bits
uint32_t upper_half(uint32_t word);
