#include "../reference/exp_f32.h"

#include "exponential_pairs.h"
#include "float_state.h"

VECTOR_INLINE void exp_step(const float *x, float *result) {
    vector_store_f32(result, exponential(vector_load_f32(x)));
}

VECTOR_RARE void exp_all(size_t n, const float *x, float *result) {
    size_t i = 0;
    for (; n - i >= VECTOR_FLOATS; i += VECTOR_FLOATS)
        exp_step(x + i, result + i);
    if (i < n) {
        float rest[VECTOR_FLOATS] = {0};
        for (size_t j = 0; i + j < n; j++)
            rest[j] = x[i + j];
        exp_step(rest, rest);
        for (size_t j = 0; i + j < n; j++)
            result[i + j] = rest[j];
    }
}

void exp_f32(size_t n, const float x[n], float result[n]) {
    float_state caller = float_state_enter();
    exp_all(n, x, result);
    float_state_leave(caller);
}
