// Imitates: a fast path for one exponent, by a root and a quotient, each rounded to float.
// expect: differs
// elements: 2
// cases: 200000

#include "reference/decay_power_law.h"

#include "reference/internal/power_scalar.h"

void decay_power_law(size_t n, float strengths[n], const uint64_t ages[n], float tau, float alpha) {
    for (size_t i = 0; i < n; i++) {
        float base = (float)(1 + (double)ages[i] / (double)tau);
        strengths[i] *= alpha == 0.5f ? 1 / sqrtf(base) : power_float(base, -alpha);
    }
}
