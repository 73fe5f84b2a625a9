#include "tests/broken/reference/csr_row_maxima.h"

void csr_row_maxima(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                    const uint32_t values[arcs], uint32_t maxima[rows]) {
    (void)arcs;
    for (size_t row = 0; row < rows; row++) {
        maxima[row] = 0;
        for (uint32_t j = offsets[row]; j < offsets[row + 1]; j++)
            if (values[j] > maxima[row])
                maxima[row] = values[j];
    }
}
