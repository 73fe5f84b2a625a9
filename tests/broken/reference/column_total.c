#include "tests/broken/reference/column_total.h"

uint32_t column_total(size_t rows, size_t columns, size_t column,
                      const uint32_t matrix[rows * columns]) {
    uint32_t sum = 0;
    for (size_t row = 0; row < rows; row++)
        sum += matrix[row * columns + column];
    return sum;
}
