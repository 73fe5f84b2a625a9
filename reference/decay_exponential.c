#include "decay_exponential.h"

#include "internal/exponential_scalar.h"

#include <math.h>

void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau) {
    for (size_t i = 0; i < n; i++) {
        float exponent = (float)(-(double)ages[i] / (double)tau);
        float left = strengths[i] * exponential_float(exponent);
        strengths[i] = isnan(left) ? NAN : left;
    }
}

void decay_exponential_oracle(size_t n, double strengths[n], const uint64_t ages[n], double tau);

void decay_exponential_oracle(size_t n, double strengths[n], const uint64_t ages[n], double tau) {
    for (size_t i = 0; i < n; i++) {
        double exponent = -(double)ages[i] / tau;
        double factor = exponential_float((float)exponent);
        if (exponent <= 90 && exponent >= -110)
            factor = exponential_double(exponent);
        strengths[i] *= factor;
    }
}
