#include "tests/broken/reference/row_sums.h"

void row_sums(size_t rows, size_t columns, const uint32_t matrix[rows * columns],
              uint32_t sums[rows]) {
    for (size_t row = 0; row < rows; row++) {
        sums[row] = 0;
        for (size_t column = 0; column < columns; column++)
            sums[row] += matrix[row * columns + column];
    }
}
