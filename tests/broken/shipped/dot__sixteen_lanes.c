// Imitates: two accumulators of eight lanes, where the order of the sum wants sixty-four.
// expect: differs
// elements: 34..66
// cases: 20000

#include "reference/dot.h"

float dot(size_t n, const float a[n], const float b[n]) {
    float lanes[16] = {0};
    for (size_t i = 0; i < n; i++)
        lanes[i % 16] = __builtin_fmaf(a[i], b[i], lanes[i % 16]);
    for (size_t width = 8; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}
