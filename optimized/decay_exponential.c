#include "../reference/decay_exponential.h"

#include "exponential_pairs.h"
#include "float_state.h"

VECTOR_INLINE void decay_step(float *strengths, const uint64_t *ages, double tau) {
    vector_f64 low = vector_from_u64(vector_load_u64(ages));
    vector_f64 high = vector_from_u64(vector_load_u64(ages + VECTOR_DOUBLES));
    vector_f32 factor = exponential(vector_narrow(-low / tau, -high / tau));
    vector_store_f32(strengths, vector_canonical_f32(vector_load_f32(strengths) * factor));
}

VECTOR_RARE void decay_all(size_t n, float *strengths, const uint64_t *ages, float tau) {
    size_t i = 0;
    for (; n - i >= VECTOR_FLOATS; i += VECTOR_FLOATS)
        decay_step(strengths + i, ages + i, tau);
    if (i < n) {
        float rest[VECTOR_FLOATS] = {0};
        uint64_t rest_ages[VECTOR_FLOATS] = {0};
        for (size_t j = 0; i + j < n; j++) {
            rest[j] = strengths[i + j];
            rest_ages[j] = ages[i + j];
        }
        decay_step(rest, rest_ages, tau);
        for (size_t j = 0; i + j < n; j++)
            strengths[i + j] = rest[j];
    }
}

void decay_exponential(size_t n, float strengths[n], const uint64_t ages[n], float tau) {
    float_state caller = float_state_enter();
    decay_all(n, strengths, ages, tau);
    float_state_leave(caller);
}
