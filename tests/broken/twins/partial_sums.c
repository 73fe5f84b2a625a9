#include "tests/broken/reference/partial_sums.h"

#include "tests/broken/optimized/quad.h"

uint32_t partial_sums(size_t n, const uint32_t words[n]) {
    u32x4 lanes = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        lanes += u32x4_load(words + i);
    uint32_t sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
    for (; i < n; i++)
        sum += words[i];
    return sum;
}
