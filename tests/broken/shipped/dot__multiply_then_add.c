// Imitates: a port to a machine without fma: each product is rounded before it is added.
// expect: differs
// elements: 130
// cases: 20000

#include "reference/dot.h"

float dot(size_t n, const float a[n], const float b[n]) {
    float lanes[64] = {0};
    for (size_t i = 0; i < n; i++)
        lanes[i % 64] += a[i] * b[i];
    for (size_t width = 32; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}
