#include "tests/broken/reference/csr_row_sums.h"

void csr_row_sums(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                  const float weights[arcs], float sums[rows]) {
    const float *at = weights;
    (void)arcs;
    for (size_t row = 0; row < rows; row++) {
        const float *end = weights + offsets[row + 1];
        float sum = 0;
        for (; end - at >= 2; at += 2)
            sum = (sum + at[0]) + at[1];
        if (at < end)
            sum += *at++;
        sums[row] = sum;
    }
}
