// Imitates: a range that ends at the smallest normal result: what is subnormal becomes zero.
// expect: differs
// elements: 1
// cases: 20000

#include "reference/exp_f32.h"

#include "reference/internal/exponential_scalar.h"

static float exponential_of(float x) {
    if (x < -0x1.5d589ep+6f)
        return 0;
    return exponential_float(x);
}

void exp_f32(size_t n, const float x[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_of(x[i]);
}
