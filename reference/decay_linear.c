#include "decay_linear.h"

#include <math.h>

void decay_linear(size_t n, float strengths[n], const uint64_t ages[n], float slope) {
    for (size_t i = 0; i < n; i++) {
        double left = (double)strengths[i] - (double)slope * (double)ages[i];
        if (isnan(left))
            strengths[i] = NAN;
        else
            strengths[i] = left > 0 ? (float)left : 0;
    }
}

void decay_linear_magnitude(size_t n, double strengths[n], const uint64_t ages[n], float slope);
void decay_linear_oracle(size_t n, double strengths[n], const uint64_t ages[n], float slope);

void decay_linear_magnitude(size_t n, double strengths[n], const uint64_t ages[n], float slope) {
    for (size_t i = 0; i < n; i++)
        strengths[i] = fabs(strengths[i]) + fabs((double)slope * (double)ages[i]);
}

void decay_linear_oracle(size_t n, double strengths[n], const uint64_t ages[n], float slope) {
    for (size_t i = 0; i < n; i++) {
        double high = (double)(ages[i] >> 32) * 0x1p32, low = (double)(ages[i] & 0xffffffffu);
        double left = fma(-slope, low, fma(-slope, high, strengths[i]));
        if (isinf(slope)) // half an age may be 0 where the age is not
            left = strengths[i] - (double)slope * (double)ages[i];
        strengths[i] = isnan(left) || left > 0 ? left : 0;
    }
}
