#include "pow_f32.h"

#include "internal/default_state.h"
#include "internal/power_scalar.h"

SEPARATE void pow_all(size_t n, const float *base, const float *exponent, float *result) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_float(base[i], exponent[i]);
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    uint64_t caller = default_state_enter();
    pow_all(n, base, exponent, result);
    default_state_leave(caller);
}

void pow_f32_magnitude(size_t n, const float base[n], const float exponent[n], double result[n]);
void pow_f32_oracle(size_t n, const float base[n], const float exponent[n], double result[n]);

void pow_f32_magnitude(size_t n, const float base[n], const float exponent[n], double result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = fabs(power_wide(base[i], exponent[i]));
}

void pow_f32_oracle(size_t n, const float base[n], const float exponent[n], double result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_wide(base[i], exponent[i]);
}
