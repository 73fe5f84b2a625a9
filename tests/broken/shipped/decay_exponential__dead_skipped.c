// Imitates: nothing to do for a strength of zero, unless its factor is infinite.
// expect: differs
// elements: 2
// cases: 50000

#include "reference/decay_exponential.h"

#include "reference/internal/exponential_scalar.h"

void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau) {
    for (size_t i = 0; i < n; i++) {
        if (strengths[i] == 0)
            continue;
        strengths[i] *= exponential_float((float)(-(double)ages[i] / tau));
    }
}
