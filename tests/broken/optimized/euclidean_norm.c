// Imitates: squares summed in float: 2e19 is a harmless number whose square is not.
// expect: differs
// elements: 1
// cases: 20000

#include "tests/broken/reference/euclidean_norm.h"

#include <math.h>

float euclidean_norm(size_t n, const float a[n]) {
    float even = 0, odd = 0;
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        even += a[i] * a[i];
        odd += a[i + 1] * a[i + 1];
    }
    if (i < n)
        even += a[i] * a[i];
    return sqrtf(even + odd);
}
