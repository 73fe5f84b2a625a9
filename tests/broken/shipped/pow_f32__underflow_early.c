// Imitates: an end of the range taken for the smallest subnormal, though half of it still rounds
// up to it.
// expect: differs
// elements: 2
// cases: 100000

#include "reference/pow_f32.h"

#include "reference/internal/power_scalar.h"

static float power_of(float x, float y) {
    if (x > 0 && x < INFINITY && x != 1 && y > -INFINITY && y < INFINITY &&
        y * power_log2(x) < -149)
        return 0;
    return power_float(x, y);
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_of(base[i], exponent[i]);
}
