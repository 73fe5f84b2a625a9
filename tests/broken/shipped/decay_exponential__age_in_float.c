// Imitates: an age rounded to float before it is divided: rounded twice.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_exponential.h"

#include "reference/internal/exponential_scalar.h"

void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau) {
    for (size_t i = 0; i < n; i++) {
        float age = (float)ages[i];
        strengths[i] *= exponential_float(-age / tau);
    }
}
