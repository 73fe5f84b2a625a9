#include "decay_power_law.h"

#include "internal/power_scalar.h"

#include <math.h>

void decay_power_law(size_t n, float strengths[n], const uint64_t ages[n], float tau, float alpha) {
    for (size_t i = 0; i < n; i++) {
        float base = (float)(1 + (double)ages[i] / (double)tau);
        float left = strengths[i] * power_float(base, -alpha);
        strengths[i] = isnan(left) ? NAN : left;
    }
}

void decay_power_law_oracle(size_t n, double strengths[n], const uint64_t ages[n], double tau,
                            double alpha);

void decay_power_law_oracle(size_t n, double strengths[n], const uint64_t ages[n], double tau,
                            double alpha) {
    for (size_t i = 0; i < n; i++) {
        double base = 1 + (double)ages[i] / tau;
        double factor = power_float((float)base, (float)-alpha);
        if (base > 0 && base < 0x1p128 && fabs(alpha) < 0x1p128) {
            double t = -alpha * power_log2(base);
            if (t <= 130 && t >= -155)
                factor = exponential_double(t * 0x1.62e42fefa39efp-1);
        }
        strengths[i] *= factor;
    }
}
