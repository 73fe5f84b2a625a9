// Imitates: divide and conquer without an end: halves are rounded to whole vectors, and half of
// three elements is no vector at all.
// expect: crashed
// elements: 3
// cases: 100
// says: stack overflow

#include "tests/broken/reference/largest.h"

#include "tests/broken/optimized/quad.h"

static uint32_t larger(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

uint32_t largest(size_t n, const uint32_t values[n]) {
    if (n <= 2)
        return larger(values[0], values[n - 1]);
    if (n == 4) {
        u32x4 lanes = u32x4_load(values);
        return larger(larger(lanes[0], lanes[1]), larger(lanes[2], lanes[3]));
    }
    size_t half = n / 2 & ~(size_t)3;
    uint32_t right = largest(n - half, values + half);
    return half > 0 ? larger(largest(half, values), right) : right;
}
