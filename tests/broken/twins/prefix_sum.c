#include "tests/broken/reference/prefix_sum.h"

#include "tests/broken/optimized/quad.h"

void prefix_sum(size_t n, const uint32_t values[n], uint32_t sums[n]) {
    uint32_t carry = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        u32x4 sum = u32x4_load(values + i);
        sum += (u32x4){0, sum[0], sum[1], sum[2]};
        sum += (u32x4){0, 0, sum[0], sum[1]};
        sum += carry;
        u32x4_store(sums + i, sum);
        carry = sum[3];
    }
    for (; i < n; i++)
        sums[i] = carry += values[i];
}
