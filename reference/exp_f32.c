#include "exp_f32.h"

#include "internal/default_state.h"
#include "internal/power_scalar.h"

SEPARATE void exp_all(size_t n, const float *x, float *result) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_float(x[i]);
}

void exp_f32(size_t n, const float x[n], float result[n]) {
    uint64_t caller = default_state_enter();
    exp_all(n, x, result);
    default_state_leave(caller);
}

void exp_f32_magnitude(size_t n, const float x[n], double result[n]);
void exp_f32_oracle(size_t n, const float x[n], double result[n]);

void exp_f32_magnitude(size_t n, const float x[n], double result[n]) {
    exp_f32_oracle(n, x, result);
}

void exp_f32_oracle(size_t n, const float x[n], double result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_wide(x[i]);
}
