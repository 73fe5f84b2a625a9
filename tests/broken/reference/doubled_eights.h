#include <stddef.h>
#include <stdint.h>

/// Twice each number, modulo 2^32.
/// @compare bits
void doubled_eights(size_t n, uint32_t words[n]);
