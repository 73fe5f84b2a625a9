// Imitates: four tables against store-to-load stalls, of which the merge forgets the last.
// expect: differs
// elements: 4
// cases: 5000

#include "tests/broken/reference/histogram.h"

void histogram(size_t n, const uint8_t bytes[n], uint32_t counts[256]) {
    uint32_t tables[4][256] = {{0}};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t j = 0; j < 4; j++)
            tables[j][bytes[i + j]]++;
    for (; i < n; i++)
        tables[0][bytes[i]]++;
    for (size_t value = 0; value < 256; value++)
        counts[value] = tables[0][value] + tables[1][value] + tables[2][value];
}
