// Imitates: the conversion of a signed integer, which is one instruction: ages from 2^63 on are
// negative.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_exponential.h"

#include "reference/internal/exponential_scalar.h"

void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau) {
    for (size_t i = 0; i < n; i++) {
        double age = (double)(int64_t)ages[i];
        strengths[i] *= exponential_float((float)(-age / tau));
    }
}
