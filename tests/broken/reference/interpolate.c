#include "tests/broken/reference/interpolate.h"

void interpolate(size_t n, const float x[n], const float table[17], float y[n]) {
    for (size_t i = 0; i < n; i++) {
        size_t left = x[i] < 1 ? (size_t)(x[i] * 16) : 15;
        float part = x[i] * 16 - (float)left;
        y[i] = table[left] + (table[left + 1] - table[left]) * part;
    }
}
