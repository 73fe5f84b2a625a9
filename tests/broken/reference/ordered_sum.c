#include "tests/broken/reference/ordered_sum.h"

float ordered_sum(size_t n, const float a[n]) {
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i];
    return sum;
}
