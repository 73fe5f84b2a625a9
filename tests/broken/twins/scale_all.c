#include "tests/broken/reference/scale_all.h"

#include "tests/broken/optimized/quad.h"

void scale_all(size_t n, const float values[n], float factor, float scaled[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        f32x4_store(scaled + i, f32x4_load(values + i) * factor);
    for (; i < n; i++)
        scaled[i] = values[i] * factor;
}
