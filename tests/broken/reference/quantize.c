#include "tests/broken/reference/quantize.h"

void quantize(size_t n, const float values[n], int8_t bytes[n]) {
    for (size_t i = 0; i < n; i++)
        bytes[i] = (int8_t)(values[i] < -128 ? -128 : values[i] > 127 ? 127 : values[i]);
}
