// Imitates: a division hoisted out of the loop as a product with the reciprocal, which float
// rounds.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_exponential.h"

#include "reference/internal/exponential_scalar.h"

void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau) {
    float rate = 1 / tau;
    for (size_t i = 0; i < n; i++) {
        float exponent =
            tau == 0 ? (float)(-(double)ages[i] / tau) : (float)(-(double)ages[i] * rate);
        strengths[i] *= exponential_float(exponent);
    }
}
