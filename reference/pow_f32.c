#include "pow_f32.h"

#include "internal/power_scalar.h"

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = power_float(base[i], exponent[i]);
}

void pow_f32_oracle(size_t n, const float base[n], const float exponent[n], double result[n]);

void pow_f32_oracle(size_t n, const float base[n], const float exponent[n], double result[n]) {
    for (size_t i = 0; i < n; i++) {
        result[i] = power_float(base[i], exponent[i]);
        double t =
            isfinite(base[i]) && base[i] != 0 ? exponent[i] * power_log2(fabsf(base[i])) : NAN;
        if (isfinite(result[i]) && t <= 130 && t >= -155) {
            struct pair log2 =
                pair_multiply(power_log2_pair(fabsf(base[i])), (struct pair){exponent[i], 0});
            result[i] = copysign(power_exp2_pair(log2).high, result[i]);
        }
    }
}
