#include "tests/broken/reference/masked_sum.h"

float masked_sum(size_t n, const float a[n]) {
    float lanes[8] = {0};
    for (size_t i = 0; i < n; i++)
        lanes[i % 8] += a[i];
    for (size_t width = 4; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}
