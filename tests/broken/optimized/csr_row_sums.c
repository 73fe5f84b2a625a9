// Imitates: a walk over the arcs that steps to the next row once where it should step until the
// row holds the arc: an empty row shifts all that follow.
// expect: differs
// elements: 4
// cases: 5000

#include "tests/broken/reference/csr_row_sums.h"

void csr_row_sums(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                  const float weights[arcs], float sums[rows]) {
    for (size_t row = 0; row < rows; row++)
        sums[row] = 0;
    size_t row = 0;
    for (uint32_t j = 0; j < arcs; j++) {
        sums[row] += weights[j];
        if (j + 1 == offsets[row + 1])
            row++;
    }
}
