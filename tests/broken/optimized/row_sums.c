// Imitates: an accumulator that is cleared for each row in the vector part, but not in the tail.
// expect: differs
// elements: 2
// cases: 5000

#include "tests/broken/reference/row_sums.h"

#include "tests/broken/optimized/quad.h"

void row_sums(size_t rows, size_t columns, const uint32_t matrix[rows * columns],
              uint32_t sums[rows]) {
    uint32_t rest = 0;
    for (size_t row = 0; row < rows; row++) {
        const uint32_t *at = matrix + row * columns;
        u32x4 lanes = {0};
        size_t column = 0;
        for (; column + 4 <= columns; column += 4)
            lanes += u32x4_load(at + column);
        for (; column < columns; column++)
            rest += at[column];
        sums[row] = lanes[0] + lanes[1] + lanes[2] + lanes[3] + rest;
    }
}
