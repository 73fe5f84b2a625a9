// Imitates: a logarithm of the magnitude, zero for -1, times infinity: NaN where the answer is 1.
// expect: differs
// elements: 2
// cases: 50000

#include "reference/pow_f32.h"

#include "reference/internal/power_scalar.h"

static float power_of(float x, float y) {
    if (x == -1 && isinf(y))
        return NAN;
    return power_float(x, y);
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_of(base[i], exponent[i]);
}
