#include "tests/broken/reference/clamp_unit.h"

#include "tests/broken/optimized/quad.h"

void clamp_unit(size_t n, const float values[n], float clamped[n]) {
    const f32x4 zero = {0}, one = {1, 1, 1, 1};
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        f32x4 value = f32x4_load(values + i);
        value = f32x4_select(value > one, one, value);
        f32x4_store(clamped + i, f32x4_select(value <= zero, zero, value));
    }
    for (; i < n; i++)
        clamped[i] = values[i] <= 0 ? 0 : values[i] > 1 ? 1 : values[i];
}
