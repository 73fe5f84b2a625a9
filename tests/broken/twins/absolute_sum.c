#include "tests/broken/reference/absolute_sum.h"

#include "tests/broken/optimized/quad.h"

float absolute_sum(size_t n, const float values[n]) {
    const i32x4 magnitude = {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX};
    float sum = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        f32x4 four = (f32x4)((i32x4)f32x4_load(values + i) & magnitude);
        sum = (((sum + four[0]) + four[1]) + four[2]) + four[3];
    }
    for (; i < n; i++)
        sum += __builtin_fabsf(values[i]);
    return sum;
}
