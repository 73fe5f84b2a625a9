// Imitates: a clamp that lets -0 through, since -0 is not less than zero.
// expect: differs
// elements: 2
// cases: 50000

#include "reference/decay_linear.h"

void decay_linear(size_t n, float strengths[n], const uint64_t ages[n], float slope) {
    for (size_t i = 0; i < n; i++) {
        double left = (double)strengths[i] - (double)slope * (double)ages[i];
        strengths[i] = left < 0 ? 0 : (float)left;
    }
}
