#include "tests/broken/reference/scale_and_add.h"

#include "tests/broken/optimized/quad.h"

void scale_and_add(size_t n, float factor, const float x[n], float y[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        f32x4_store(y + i, f32x4_load(y + i) + f32x4_load(x + i) * factor);
    for (; i < n; i++)
        y[i] += factor * x[i];
}
