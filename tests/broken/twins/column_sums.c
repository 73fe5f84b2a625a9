#include "tests/broken/reference/column_sums.h"

#include "tests/broken/optimized/quad.h"

void column_sums(size_t rows, size_t columns, const float matrix[rows * columns],
                 float sums[columns]) {
    size_t column = 0;
    for (; column + 4 <= columns; column += 4) {
        f32x4 lanes = {0};
        for (size_t row = 0; row < rows; row++)
            lanes += f32x4_load(matrix + row * columns + column);
        f32x4_store(sums + column, lanes);
    }
    for (; column < columns; column++) {
        float sum = 0;
        for (size_t row = 0; row < rows; row++)
            sum += matrix[row * columns + column];
        sums[column] = sum;
    }
}
