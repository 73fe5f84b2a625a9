// Imitates: a loop that ends with the last arc instead of with the last row.
// expect: differs
// elements: 2
// cases: 5000
// says: never written

#include "tests/broken/reference/csr_row_maxima.h"

void csr_row_maxima(size_t rows, size_t arcs, const uint32_t offsets[rows + 1],
                    const uint32_t values[arcs], uint32_t maxima[rows]) {
    for (size_t row = 0; offsets[row] < arcs; row++) {
        uint32_t largest = 0;
        for (uint32_t j = offsets[row]; j < offsets[row + 1]; j++)
            largest = values[j] > largest ? values[j] : largest;
        maxima[row] = largest;
    }
}
