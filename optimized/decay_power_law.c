#include "../reference/decay_power_law.h"

#include "float_state.h"
#include "power.h"

VECTOR_INLINE void decay_step(float *strengths, const uint64_t *ages, double tau, float exponent) {
    vector_f64 low = vector_from_u64(vector_load_u64(ages));
    vector_f64 high = vector_from_u64(vector_load_u64(ages + VECTOR_DOUBLES));
    vector_f32 base = vector_narrow(1 + low / tau, 1 + high / tau);
    vector_f32 factor = power(base, vector_splat_f32(exponent));
    vector_store_f32(strengths, vector_canonical_f32(vector_load_f32(strengths) * factor));
}

VECTOR_RARE void decay_all(size_t n, float *strengths, const uint64_t *ages, float tau,
                           float alpha) {
    size_t i = 0;
    for (; n - i >= VECTOR_FLOATS; i += VECTOR_FLOATS)
        decay_step(strengths + i, ages + i, tau, -alpha);
    if (i < n) {
        float rest[VECTOR_FLOATS] = {0};
        uint64_t rest_ages[VECTOR_FLOATS] = {0};
        for (size_t j = 0; i + j < n; j++) {
            rest[j] = strengths[i + j];
            rest_ages[j] = ages[i + j];
        }
        decay_step(rest, rest_ages, tau, -alpha);
        for (size_t j = 0; i + j < n; j++)
            strengths[i + j] = rest[j];
    }
}

void decay_power_law(size_t n, float strengths[n], const uint64_t ages[n], float tau, float alpha) {
    float_state caller = float_state_enter();
    decay_all(n, strengths, ages, tau, alpha);
    float_state_leave(caller);
}
