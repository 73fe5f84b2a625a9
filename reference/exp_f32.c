#include "exp_f32.h"

#include "internal/exponential_scalar.h"

void exp_f32(size_t n, const float x[n], float result[n]) {
    for (size_t i = 0; i < n; i++)
        result[i] = exponential_float(x[i]);
}

void exp_f32_oracle(size_t n, const float x[n], double result[n]);

void exp_f32_oracle(size_t n, const float x[n], double result[n]) {
    for (size_t i = 0; i < n; i++) {
        result[i] = exponential_float(x[i]); // 0, infinity and NaN, which double agrees with
        if (x[i] <= 90 && x[i] >= -110)
            result[i] = exponential_double(x[i]);
    }
}
