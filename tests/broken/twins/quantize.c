#include "tests/broken/reference/quantize.h"

#include "tests/broken/optimized/quad.h"

void quantize(size_t n, const float values[n], int8_t bytes[n]) {
    const f32x4 low = {-128, -128, -128, -128}, high = {127, 127, 127, 127};
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        f32x4 value = f32x4_load(values + i);
        value = f32x4_select(value < low, low, value);
        value = f32x4_select(value > high, high, value);
        i32x4 word = __builtin_convertvector(value, i32x4);
        for (size_t j = 0; j < 4; j++)
            bytes[i + j] = (int8_t)word[j];
    }
    for (; i < n; i++)
        bytes[i] = (int8_t)(values[i] < -128 ? -128 : values[i] > 127 ? 127 : values[i]);
}
