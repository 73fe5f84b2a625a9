// Imitates: the conversion that sets an integer into the fraction of 2^52, used for all ages.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_linear.h"

#include <string.h>

static double convert(uint64_t age) {
    uint64_t bits = age | UINT64_C(0x4330000000000000);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value - 0x1p52;
}

void decay_linear(size_t n, float strengths[n], const uint64_t ages[n], float slope) {
    for (size_t i = 0; i < n; i++) {
        double left = (double)strengths[i] - (double)slope * convert(ages[i]);
        strengths[i] = left > 0 || left != left ? (float)left : 0;
    }
}
