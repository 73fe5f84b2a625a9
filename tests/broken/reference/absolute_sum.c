#include "tests/broken/reference/absolute_sum.h"

#include <math.h>

float absolute_sum(size_t n, const float values[n]) {
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabsf(values[i]);
    return sum;
}
