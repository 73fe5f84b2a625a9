#include "../reference/decay_linear.h"

#include "vector.h"

enum { DECAY_BLOCK = 4 * VECTOR_FLOATS };

VECTOR_INLINE void decay_step(float *strengths, vector_f64 low_age, vector_f64 high_age,
                              double slope) {
    vector_f32 strength = vector_load_f32(strengths);
    vector_f32 left = vector_narrow(vector_widen_low(strength) - slope * low_age,
                                    vector_widen_high(strength) - slope * high_age);
    // Rounding to float keeps the sign and NaN, so both can be decided afterwards. A mask leaves +0
    // for whatever is not above 0; a maximum might keep -0.
    vector_i32 positive = (left > 0) & (vector_i32)left;
    vector_store_f32(strengths, (vector_f32)(positive | ((left != left) & 0x7fc00000)));
}

/// A whole block; small ages, which are the rule, are converted in fewer steps.
VECTOR_INLINE void decay_block(float *strengths, const uint64_t *ages, double slope) {
    vector_u64 age[2 * DECAY_BLOCK / VECTOR_FLOATS], any = {0};
    VECTOR_UNROLL for (size_t k = 0; k < 2 * DECAY_BLOCK / VECTOR_FLOATS; k++) {
        age[k] = vector_load_u64(ages + k * VECTOR_DOUBLES);
        any |= age[k];
    }
    if (vector_is_small_u64(any)) {
        VECTOR_UNROLL for (size_t k = 0; k < DECAY_BLOCK / VECTOR_FLOATS; k++)
            decay_step(strengths + k * VECTOR_FLOATS, vector_from_small_u64(age[2 * k]),
                       vector_from_small_u64(age[2 * k + 1]), slope);
    } else {
        VECTOR_UNROLL for (size_t k = 0; k < DECAY_BLOCK / VECTOR_FLOATS; k++)
            decay_step(strengths + k * VECTOR_FLOATS, vector_from_u64(age[2 * k]),
                       vector_from_u64(age[2 * k + 1]), slope);
    }
}

void decay_linear(size_t n, float strengths[n], const uint64_t ages[n], float slope) {
    size_t i = 0;
    for (; n - i >= DECAY_BLOCK; i += DECAY_BLOCK)
        decay_block(strengths + i, ages + i, slope);
    if (i < n) {
        float rest[DECAY_BLOCK] = {0};
        uint64_t rest_ages[DECAY_BLOCK] = {0};
        for (size_t j = 0; i + j < n; j++) {
            rest[j] = strengths[i + j];
            rest_ages[j] = ages[i + j];
        }
        decay_block(rest, rest_ages, slope);
        for (size_t j = 0; i + j < n; j++)
            strengths[i + j] = rest[j];
    }
}
