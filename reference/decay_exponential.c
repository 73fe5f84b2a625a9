#include "decay_exponential.h"

#include "internal/default_state.h"
#include "internal/power_scalar.h"

#include <math.h>

SEPARATE void decay_all(size_t n, float *strengths, const uint64_t *ages, float tau) {
    for (size_t i = 0; i < n; i++) {
        float exponent = (float)(-(double)ages[i] / (double)tau);
        float left = strengths[i] * exponential_float(exponent);
        strengths[i] = isnan(left) ? NAN : left;
    }
}

void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau) {
    uint64_t caller = default_state_enter();
    decay_all(n, strengths, ages, tau);
    default_state_leave(caller);
}

void decay_exponential_magnitude(size_t n, double strengths[n], const uint64_t ages[n], float tau);
void decay_exponential_oracle(size_t n, double strengths[n], const uint64_t ages[n], float tau);

void decay_exponential_magnitude(size_t n, double strengths[n], const uint64_t ages[n], float tau) {
    decay_exponential_oracle(n, strengths, ages, tau);
    for (size_t i = 0; i < n; i++)
        strengths[i] = fabs(strengths[i]);
}

// The exponent and the factor are floats by contract: what is left to be precise is exp and the
// product.
void decay_exponential_oracle(size_t n, double strengths[n], const uint64_t ages[n], float tau) {
    for (size_t i = 0; i < n; i++) {
        float exponent = (float)(-(double)ages[i] / (double)tau);
        strengths[i] *= (float)exponential_wide(exponent);
    }
}
