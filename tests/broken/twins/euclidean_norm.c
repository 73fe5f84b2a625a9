#include "tests/broken/reference/euclidean_norm.h"

#include <math.h>

float euclidean_norm(size_t n, const float a[n]) {
    double sums[4] = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t j = 0; j < 4; j++)
            sums[j] += (double)a[i + j] * a[i + j];
    for (; i < n; i++)
        sums[0] += (double)a[i] * a[i];
    return (float)sqrt((sums[0] + sums[2]) + (sums[1] + sums[3]));
}
