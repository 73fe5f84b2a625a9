#include "tests/broken/reference/peeled_sum.h"

float peeled_sum(size_t n, const float values[n]) {
    const float *at = values, *end = values + n;
    float sum = 0;
    for (; end - at >= 4; at += 4)
        sum = (((sum + at[0]) + at[1]) + at[2]) + at[3];
    while (at < end)
        sum += *at++;
    return sum;
}
