#include "tests/broken/reference/csr_row_maxima.h"

void csr_row_maxima(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                    const uint32_t values[arcs], uint32_t maxima[rows]) {
    (void)arcs;
    for (size_t row = 0; row < rows; row++) {
        uint32_t first = 0, second = 0, j = offsets[row], end = offsets[row + 1];
        for (; j + 2 <= end; j += 2) {
            first = values[j] > first ? values[j] : first;
            second = values[j + 1] > second ? values[j + 1] : second;
        }
        if (j < end)
            first = values[j] > first ? values[j] : first;
        maxima[row] = first > second ? first : second;
    }
}
