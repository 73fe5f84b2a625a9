#include <stddef.h>
#include <stdint.h>

/// The sum of one column of a matrix, modulo 2^32.
/// @domain  rows: 0..64
/// @domain  columns: 1..64
/// @domain  column: 0..<columns
/// @compare bits
uint32_t column_total(size_t rows, size_t columns, size_t column,
                      const uint32_t matrix[rows * columns]);
