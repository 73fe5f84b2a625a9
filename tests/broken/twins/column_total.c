#include "tests/broken/reference/column_total.h"

uint32_t column_total(size_t rows, size_t columns, size_t column,
                      const uint32_t matrix[rows * columns]) {
    const uint32_t *at = matrix + column;
    uint32_t even = 0, odd = 0;
    size_t row = 0;
    for (; row + 2 <= rows; row += 2) {
        even += at[row * columns];
        odd += at[(row + 1) * columns];
    }
    if (row < rows)
        even += at[row * columns];
    return even + odd;
}
