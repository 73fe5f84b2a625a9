// Imitates: the remainder of a column block, told apart by `else if`: of three columns left over
// only two are summed.
// expect: differs
// elements: 3
// cases: 5000

#include "tests/broken/reference/column_sums.h"

#include <string.h>

void column_sums(size_t rows, size_t columns, const float matrix[rows * columns],
                 float sums[columns]) {
    memset(sums, 0, columns * sizeof *sums);
    for (size_t row = 0; row < rows; row++) {
        const float *at = matrix + row * columns;
        size_t column = 0;
        for (; column + 4 <= columns; column += 4)
            for (size_t j = 0; j < 4; j++)
                sums[column + j] += at[column + j];
        if (columns & 2) {
            sums[column] += at[column];
            sums[column + 1] += at[column + 1];
        } else if (columns & 1) {
            sums[column] += at[column];
        }
    }
}
