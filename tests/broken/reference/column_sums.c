#include "tests/broken/reference/column_sums.h"

void column_sums(size_t rows, size_t columns, const float matrix[rows * columns],
                 float sums[columns]) {
    for (size_t column = 0; column < columns; column++) {
        sums[column] = 0;
        for (size_t row = 0; row < rows; row++)
            sums[column] += matrix[row * columns + column];
    }
}
