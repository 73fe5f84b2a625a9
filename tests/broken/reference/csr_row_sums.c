#include "tests/broken/reference/csr_row_sums.h"

void csr_row_sums(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                  const float weights[arcs], float sums[rows]) {
    (void)arcs;
    for (size_t row = 0; row < rows; row++) {
        sums[row] = 0;
        for (uint32_t j = offsets[row]; j < offsets[row + 1]; j++)
            sums[row] += weights[j];
    }
}
