#include "tests/broken/reference/masked_sum.h"

#include "tests/broken/optimized/quad.h"

#include <string.h>

float masked_sum(size_t n, const float a[n]) {
    f32x4 low = {0}, high = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        low += f32x4_load(a + i);
        high += f32x4_load(a + i + 4);
    }
    float tail[8] = {0};
    memcpy(tail, a + i, (n - i) * sizeof *a);
    low += f32x4_load(tail);
    high += f32x4_load(tail + 4);
    low += high;
    return (low[0] + low[2]) + (low[1] + low[3]);
}
