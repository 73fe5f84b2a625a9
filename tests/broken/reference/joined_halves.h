#include <stddef.h>
#include <stdint.h>

/// Two halves in one word.
/// @compare bits
uint64_t joined_halves(uint32_t low, uint32_t high);
