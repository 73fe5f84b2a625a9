// Imitates: a series cut off where it is good to 2^-32: near a midpoint between two floats it
// rounds the wrong way.
// expect: differs
// elements: 1
// cases: 100000

#include "reference/exp_f32.h"

#include "reference/internal/exponential_scalar.h"

static float exponential_of(float x) {
    if (!(x >= -110 && x <= 89))
        return exponential_float(x);
    double k = __builtin_rint(x * 0x1.71547652b82fep+0);
    double r = x - k * 0x1.62e42fefa38p-1 - k * 0x1.ef35793c7673p-45, sum = 0;
    for (int term = 9; term >= 1; term--)
        sum = (1 + sum) * r / term;
    return (float)__builtin_ldexp(1 + sum, (int)k);
}

void exp_f32(size_t n, const float x[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_of(x[i]);
}
