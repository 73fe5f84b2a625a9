// Imitates: NaN in, NaN out, asked before the rule that 1 to any power is 1.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/pow_f32.h"

#include "reference/internal/power_scalar.h"

static float power_of(float x, float y) {
    if (isnan(x) || isnan(y))
        return y == 0 ? 1 : NAN;
    return power_float(x, y);
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_of(base[i], exponent[i]);
}
