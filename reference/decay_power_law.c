#include "decay_power_law.h"

#include "internal/default_state.h"
#include "internal/power_scalar.h"

#include <math.h>

SEPARATE void decay_all(size_t n, float *strengths, const uint64_t *ages, float tau, float alpha) {
    for (size_t i = 0; i < n; i++) {
        float base = (float)(1 + (double)ages[i] / (double)tau);
        float left = strengths[i] * power_float(base, -alpha);
        strengths[i] = isnan(left) ? NAN : left;
    }
}

void decay_power_law(size_t n, float strengths[n], const uint64_t ages[n], float tau, float alpha) {
    uint64_t caller = default_state_enter();
    decay_all(n, strengths, ages, tau, alpha);
    default_state_leave(caller);
}

void decay_power_law_magnitude(size_t n, double strengths[n], const uint64_t ages[n], float tau,
                               float alpha);
void decay_power_law_oracle(size_t n, double strengths[n], const uint64_t ages[n], float tau,
                            float alpha);

void decay_power_law_magnitude(size_t n, double strengths[n], const uint64_t ages[n], float tau,
                               float alpha) {
    decay_power_law_oracle(n, strengths, ages, tau, alpha);
    for (size_t i = 0; i < n; i++)
        strengths[i] = fabs(strengths[i]);
}

// The base and the factor are floats by contract: what is left to be precise is the power and the
// product.
void decay_power_law_oracle(size_t n, double strengths[n], const uint64_t ages[n], float tau,
                            float alpha) {
    for (size_t i = 0; i < n; i++) {
        float base = (float)(1 + (double)ages[i] / (double)tau);
        strengths[i] *= (float)power_wide(base, -alpha);
    }
}
