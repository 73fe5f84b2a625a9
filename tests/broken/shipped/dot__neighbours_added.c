// Imitates: a last step of the tree by horizontal additions, which add neighbours first.
// expect: differs
// elements: 6
// cases: 20000

#include "reference/dot.h"

float dot(size_t n, const float a[n], const float b[n]) {
    float lanes[64] = {0};
    for (size_t i = 0; i < n; i++)
        lanes[i % 64] = __builtin_fmaf(a[i], b[i], lanes[i % 64]);
    for (size_t width = 32; width > 2; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}
