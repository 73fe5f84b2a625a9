#include <stddef.h>

/// Sums of the columns of a matrix, from the first row to the last.
/// @domain  rows, columns: 0..64
/// @domain  matrix: any
/// @param[out] sums
/// @compare bits
void column_sums(size_t rows, size_t columns, const float matrix[rows * columns],
                 float sums[columns]);
