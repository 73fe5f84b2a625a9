// Imitates: a power in double without the slow path for what lies too close to a midpoint.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/pow_f32.h"

#include "reference/internal/power_scalar.h"

static float power_of(float x, float y) {
    if (!(x > 0 && x < INFINITY && fabsf(y) < INFINITY))
        return power_float(x, y);
    double t = y * power_log2(x);
    if (!(fabs(t) < 126))
        return power_float(x, y);
    return (float)exponential_double(t * 0x1.62e42fefa39efp-1);
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_of(base[i], exponent[i]);
}
