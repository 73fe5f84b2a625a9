#include "tests/broken/reference/scaled_rows.h"

void scaled_rows(float factor, size_t n, const float values[n], float scaled[n]) {
    for (size_t i = 0; i < n; i++)
        scaled[i] = factor * values[i];
}
