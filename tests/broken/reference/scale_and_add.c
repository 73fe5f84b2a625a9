#include "tests/broken/reference/scale_and_add.h"

void scale_and_add(size_t n, float factor, const float x[n], float y[n]) {
    for (size_t i = 0; i < n; i++)
        y[i] += factor * x[i];
}
