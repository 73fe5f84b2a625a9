// Imitates: a shortcut for small arguments whose bound is included: exp(2^-24) alone, one float
// in 2^32, is no longer 1.
// expect: differs
// elements: 1
// cases: 20000

#include "reference/exp_f32.h"

#include "reference/internal/exponential_scalar.h"

static float exponential_of(float x) {
    if (x >= 0 && x <= 0x1p-24f)
        return 1;
    return exponential_float(x);
}

void exp_f32(size_t n, const float x[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_of(x[i]);
}
