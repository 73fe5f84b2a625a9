#include "tests/broken/reference/clamp_unit.h"

void clamp_unit(size_t n, const float values[n], float clamped[n]) {
    for (size_t i = 0; i < n; i++)
        clamped[i] = values[i] <= 0 ? 0 : values[i] > 1 ? 1 : values[i];
}
