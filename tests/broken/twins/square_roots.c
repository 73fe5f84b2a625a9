#include "tests/broken/twins/square_roots.h"

#include <math.h>

void square_roots(size_t n, const float values[n], float roots[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t j = 0; j < 4; j++)
            roots[i + j] = sqrtf(values[i + j]);
    for (; i < n; i++)
        roots[i] = sqrtf(values[i]);
}
