#include "../reference/pow_f32.h"

#include "float_state.h"
#include "power.h"

VECTOR_INLINE void pow_step(const float *base, const float *exponent, float *result) {
    vector_store_f32(result, power(vector_load_f32(base), vector_load_f32(exponent)));
}

VECTOR_RARE void pow_all(size_t n, const float *base, const float *exponent, float *result) {
    size_t i = 0;
    for (; n - i >= VECTOR_FLOATS; i += VECTOR_FLOATS)
        pow_step(base + i, exponent + i, result + i);
    if (i < n) {
        // Places without an element hold 1^1, which is no special case.
        float bases[VECTOR_FLOATS], exponents[VECTOR_FLOATS];
        vector_store_f32(bases, vector_splat_f32(1));
        vector_store_f32(exponents, vector_splat_f32(1));
        for (size_t j = 0; i + j < n; j++) {
            bases[j] = base[i + j];
            exponents[j] = exponent[i + j];
        }
        pow_step(bases, exponents, bases);
        for (size_t j = 0; i + j < n; j++)
            result[i + j] = bases[j];
    }
}

void pow_f32(size_t n, const float base[n], const float exponent[n], float result[n]) {
    float_state caller = float_state_enter();
    pow_all(n, base, exponent, result);
    float_state_leave(caller);
}
