// Imitates: a quotient rounded to float, then one added in float: rounded twice.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/decay_power_law.h"

#include "reference/internal/power_scalar.h"

void decay_power_law(size_t n, float strengths[n], const uint64_t ages[n], float tau, float alpha) {
    for (size_t i = 0; i < n; i++) {
        float base = 1 + (float)((double)ages[i] / (double)tau);
        strengths[i] *= power_float(base, -alpha);
    }
}
