#include "tests/broken/reference/largest.h"

static uint32_t larger(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

uint32_t largest(size_t n, const uint32_t values[n]) {
    uint32_t even = values[0], odd = values[n - 1];
    for (size_t i = 0; i + 2 <= n; i += 2) {
        even = larger(even, values[i]);
        odd = larger(odd, values[i + 1]);
    }
    return larger(even, odd);
}
