#include "tests/broken/reference/differences.h"

#include "tests/broken/optimized/quad.h"

void differences(size_t n, const uint32_t values[n], uint32_t steps[n]) {
    if (n > 0)
        steps[0] = values[0];
    size_t i = 1;
    for (; i + 4 <= n; i += 4)
        u32x4_store(steps + i, u32x4_load(values + i) - u32x4_load(values + i - 1));
    for (; i < n; i++)
        steps[i] = values[i] - values[i - 1];
}
