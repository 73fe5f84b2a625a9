// Imitates: a loop for sparse vectors that skips zeros, so that zero times infinity is nothing.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/dot.h"

float dot(size_t n, const float a[n], const float b[n]) {
    float lanes[64] = {0};
    for (size_t i = 0; i < n; i++)
        if (a[i] != 0)
            lanes[i % 64] = __builtin_fmaf(a[i], b[i], lanes[i % 64]);
    for (size_t width = 32; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}
