#include <stddef.h>
#include <stdint.h>

/// Exchanges the halves of each double word.
/// @compare bits
void swap_halves(size_t n, uint64_t words[n]);
