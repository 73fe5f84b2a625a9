// Imitates: a comparison with zero that loses the sign of -0 to an odd power.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/pow_f32.h"

#include "reference/internal/power_scalar.h"

static float power_of(float x, float y) {
    if (x == 0 && y < 0)
        return INFINITY;
    return power_float(x, y);
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_of(base[i], exponent[i]);
}
