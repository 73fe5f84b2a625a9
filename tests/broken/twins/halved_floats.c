#include "tests/broken/reference/halved_floats.h"

void halved_floats(size_t n, const float values[n], float halves[n]) {
    for (size_t i = 0; i < n; i++)
        halves[i] = values[i] * 0.5f;
}
