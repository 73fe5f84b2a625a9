#include "tests/broken/reference/interpolate.h"

void interpolate(size_t n, const float x[n], const float table[17], float y[n]) {
    float steps[16];
    for (size_t j = 0; j < 16; j++)
        steps[j] = table[j + 1] - table[j];
    for (size_t i = 0; i < n; i++) {
        size_t left = (size_t)(x[i] * 16);
        left -= left == 16;
        y[i] = table[left] + steps[left] * (x[i] * 16 - (float)left);
    }
}
