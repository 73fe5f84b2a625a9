// Imitates: a maximum that prefers the number to the NaN.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_linear.h"

void decay_linear(size_t n, float strengths[n], const uint64_t ages[n], float slope) {
    for (size_t i = 0; i < n; i++) {
        double left = (double)strengths[i] - (double)slope * (double)ages[i];
        strengths[i] = left > 0 ? (float)left : 0;
    }
}
