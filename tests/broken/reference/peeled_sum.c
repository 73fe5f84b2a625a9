#include "tests/broken/reference/peeled_sum.h"

float peeled_sum(size_t n, const float values[n]) {
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}
