#include "tests/broken/reference/ordered_sum.h"

float ordered_sum(size_t n, const float a[n]) {
    float sum = 0;
    const float *at = a, *end = a + n;
    for (; end - at >= 4; at += 4)
        sum = (((sum + at[0]) + at[1]) + at[2]) + at[3];
    while (at < end)
        sum += *at++;
    return sum;
}
