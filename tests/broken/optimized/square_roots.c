// Wrong for every number that has a root.

#include "tests/broken/reference/square_roots.h"

#include <math.h>

void square_roots(size_t n, const float values[n], float roots[n]) {
    for (size_t i = 0; i < n; i++)
        roots[i] = values[i] < 0 ? NAN : 1;
}
