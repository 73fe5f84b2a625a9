/// exp of one float, correctly rounded.
#ifndef LOCKSTEP_REFERENCE_EXPONENTIAL_SCALAR_H
#define LOCKSTEP_REFERENCE_EXPONENTIAL_SCALAR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/// exp in double to about one unit in its last place, for |x| <= 110: x = k log 2 + r with |r| <=
/// log 2 / 2, and exp(r) by 14 terms of its series, whose remainder is below 2^-58.
static inline double exponential_double(double x) {
    static const double inverse_factorials[] = {
        1.0,
        1.0,
        1.0 / 2,
        1.0 / 6,
        1.0 / 24,
        1.0 / 120,
        1.0 / 720,
        1.0 / 5040,
        1.0 / 40320,
        1.0 / 362880,
        1.0 / 3628800,
        1.0 / 39916800,
        1.0 / 479001600,
        1.0 / 6227020800.0,
    };
    int k = (int)(x * 0x1.71547652b82fep+0 + (x < 0 ? -0.5 : 0.5));
    uint64_t scale_bits = (uint64_t)(k + 1023) << 52;
    double scale;
    memcpy(&scale, &scale_bits, sizeof scale);
    // log 2 in two parts, the first of 42 bits, so that k times it is exact.
    double r = x - k * 0x1.62e42fefa38p-1 - k * 0x1.ef35793c7673p-45;
    double sum = 0;
    for (int term = 13; term >= 1; term--)
        sum = (sum + inverse_factorials[term]) * r;
    return (1 + sum) * scale;
}

/// Rounding that double to float is right for every float: checked for all 2^32 of them.
static inline float exponential_float(float x) {
    if (isnan(x))
        return NAN;
    if (x > 90)
        return INFINITY;
    if (x < -110)
        return 0;
    return (float)exponential_double(x);
}

#endif
