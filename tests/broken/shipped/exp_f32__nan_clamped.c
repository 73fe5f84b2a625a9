// Imitates: a maximum with its operands exchanged, which turns a NaN into the lower bound.
// expect: differs
// elements: 1
// cases: 20000

#include "reference/exp_f32.h"

#include "reference/internal/exponential_scalar.h"

static float exponential_of(float x) {
    float inside = x > -110 ? x : -110;
    return exponential_float(inside);
}

void exp_f32(size_t n, const float x[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_of(x[i]);
}
