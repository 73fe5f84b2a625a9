// Imitates: a table of tail masks whose last row is one lane short: of seven elements left over,
// six are summed.
// expect: differs
// elements: 14
// cases: 20000

#include "reference/dot.h"

float dot(size_t n, const float a[n], const float b[n]) {
    static const size_t rest_lanes[8] = {0, 1, 2, 3, 4, 5, 6, 6};
    float lanes[64] = {0};
    size_t end = n / 8 * 8 + rest_lanes[n % 8];
    for (size_t i = 0; i < end; i++)
        lanes[i % 64] = __builtin_fmaf(a[i], b[i], lanes[i % 64]);
    for (size_t width = 32; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}
