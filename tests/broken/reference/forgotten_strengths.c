#include "tests/broken/reference/forgotten_strengths.h"

#include <math.h>

void forgotten_strengths(size_t n, const float strengths[n], const uint32_t ages[n],
                         float left[n]) {
    for (size_t i = 0; i < n; i++)
        left[i] = (float)(strengths[i] * exp2(-(double)ages[i] / 3600));
}
