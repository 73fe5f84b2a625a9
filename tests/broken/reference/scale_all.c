#include "tests/broken/reference/scale_all.h"

void scale_all(size_t n, const float values[n], float factor, float scaled[n]) {
    for (size_t i = 0; i < n; i++)
        scaled[i] = values[i] * factor;
}
