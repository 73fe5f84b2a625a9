// Imitates: software pipelining with strides: the next row is loaded while this one is summed, and
// after the last row there is none.
// expect: trespassed
// elements: 1
// cases: 5000
// says: access behind the array matrix

#include "tests/broken/reference/column_total.h"

uint32_t column_total(size_t rows, size_t columns, size_t column,
                      const uint32_t matrix[rows * columns]) {
    const volatile uint32_t *at = matrix + column;
    uint32_t sum = 0, next = rows > 0 ? *at : 0;
    for (size_t row = 0; row < rows; row++) {
        uint32_t current = next;
        at += columns;
        next = *at;
        sum += current;
    }
    return sum;
}
