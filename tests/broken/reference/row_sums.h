#include <stddef.h>
#include <stdint.h>

/// Sums of the rows of a matrix, modulo 2^32.
/// @domain  rows, columns: 0..64
/// @param[out] sums
/// @compare bits
void row_sums(size_t rows, size_t columns, const uint32_t matrix[rows * columns],
              uint32_t sums[rows]);
