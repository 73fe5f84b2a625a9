#include <stddef.h>
#include <stdint.h>
/// @domain  rows, columns: 0..2048
/// @domain  bias: any
/// @compare bits
/// @bench   rows: 10 100 1000, columns: 768, bias: -1 0 1 -- one column count for all
/// @gate    1.25x
int32_t sum(size_t rows, size_t columns, int8_t bias, const int8_t m[rows * columns]);
