// Imitates: no decay for a negative exponent, where a memory grows.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_power_law.h"

#include "reference/internal/power_scalar.h"

void decay_power_law(size_t n, float strengths[n], const uint64_t ages[n], float tau, float alpha) {
    if (alpha <= 0)
        return;
    for (size_t i = 0; i < n; i++) {
        float base = (float)(1 + (double)ages[i] / (double)tau);
        strengths[i] *= power_float(base, -alpha);
    }
}
