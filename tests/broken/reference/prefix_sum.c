#include "tests/broken/reference/prefix_sum.h"

void prefix_sum(size_t n, const uint32_t values[n], uint32_t sums[n]) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sums[i] = sum += values[i];
}
