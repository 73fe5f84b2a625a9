#include "tests/broken/reference/settled_sum.h"

uint32_t settled_sum(size_t n, const uint32_t words[n]) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += words[i];
    return sum;
}
