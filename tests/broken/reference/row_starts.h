#include <stddef.h>
#include <stdint.h>

/// The byte at which each row of a large file begins.
/// @param[out] starts
/// @compare bits
void row_starts(size_t n, const uint32_t rows[n], uint32_t row_bytes, uint64_t starts[n]);
