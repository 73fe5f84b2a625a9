#include "tests/broken/reference/faded_by_age.h"

#include "tests/broken/optimized/quad.h"

void faded_by_age(size_t n, float rate, uint32_t age, const float strengths[n], float faded[n]) {
    float divisor = 1 + rate * (float)age;
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        f32x4_store(faded + i, f32x4_load(strengths + i) / divisor);
    for (; i < n; i++)
        faded[i] = strengths[i] / divisor;
}
