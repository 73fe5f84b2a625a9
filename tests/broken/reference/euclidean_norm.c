#include "tests/broken/reference/euclidean_norm.h"

#include <math.h>

float euclidean_norm(size_t n, const float a[n]) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)a[i] * a[i];
    return (float)sqrt(sum);
}
