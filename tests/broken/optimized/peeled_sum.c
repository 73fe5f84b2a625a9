// Imitates: elements peeled off until the rest is aligned: the order of summation, and so the
// result, depends on the address.
// Five elements show it at the end of a page, four at an odd offset into one.
// expect: unstable
// elements: 4..5
// cases: 5000

#include "tests/broken/reference/peeled_sum.h"

#include "tests/broken/optimized/quad.h"

float peeled_sum(size_t n, const float values[n]) {
    f32x4 lanes = {0};
    float sum = 0;
    size_t i = 0;
    for (; i < n && ((uintptr_t)(values + i) & 15) != 0; i++)
        sum += values[i];
    for (; i + 4 <= n; i += 4)
        lanes += f32x4_load(values + i);
    sum += (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
    for (; i < n; i++)
        sum += values[i];
    return sum;
}
