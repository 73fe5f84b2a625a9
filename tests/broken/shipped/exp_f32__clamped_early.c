// Imitates: a clamp at 88, since 89 overflows: the last e-fold below infinity stays where it
// begins.
// expect: differs
// elements: 1
// cases: 20000

#include "reference/exp_f32.h"

#include "reference/internal/exponential_scalar.h"

static float exponential_of(float x) {
    if (x > 88 && x <= 0x1.62e42ep+6f)
        x = 88;
    return exponential_float(x);
}

void exp_f32(size_t n, const float x[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_of(x[i]);
}
