// Imitates: a test for odd exponents that ends at 2^23: those up to 2^24, of negative bases only,
// count as even.
// expect: differs
// elements: 2
// cases: 100000

#include "reference/pow_f32.h"

#include "reference/internal/power_scalar.h"

static float power_of(float x, float y) {
    float power = power_float(x, y);
    if (x < 0 && fabsf(y) >= 0x1p23f)
        return fabsf(power);
    return power;
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_of(base[i], exponent[i]);
}
