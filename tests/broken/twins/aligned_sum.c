#include "tests/broken/reference/aligned_sum.h"

#include "tests/broken/optimized/quad.h"

uint32_t aligned_sum(size_t n, const uint32_t words[n]) {
    u32x4 sums = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        sums += u32x4_load(words + i);
    for (; i < n; i++)
        sums[0] += words[i];
    return sums[0] + sums[1] + sums[2] + sums[3];
}
