// Imitates: a wrong row in a table of tail masks, as hand-written AVX tails have them.
// expect: differs
// elements: 5
// cases: 5000

#include "tests/broken/reference/masked_sum.h"

#include <stdint.h>

/// Which lanes a tail of 0..7 elements fills; the row of 5 was copied from that of 4.
static const uint8_t filled[8] = {0x00, 0x01, 0x03, 0x07, 0x0f, 0x0f, 0x3f, 0x7f};

float masked_sum(size_t n, const float a[n]) {
    float lanes[8] = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t j = 0; j < 8; j++)
            lanes[j] += a[i + j];
    for (size_t j = 0; j < 8; j++)
        if (filled[n % 8] >> j & 1)
            lanes[j] += a[i + j];
    for (size_t width = 4; width > 0; width /= 2)
        for (size_t j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}
