/// exp(-x), correctly rounded to float, without floating-point arithmetic.
///
/// So the rounding mode and the flushing of subnormals have no influence, and no library either.
/// The error before rounding is below 2^-60, and no float's exponential is that close to the middle
/// of two floats: all floats were compared with MPFR.
#ifndef LOCKSTEP_OPTIMIZED_EXP_NEGATIVE_H
#define LOCKSTEP_OPTIMIZED_EXP_NEGATIVE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 exp_negative_wide;

static inline uint64_t exp_negative_product(uint64_t a, uint64_t b, int dropped_bits) {
    return (uint64_t)((exp_negative_wide)a * b >> dropped_bits);
}

// 2^(-j/16), with 63 bits behind the point.
static const uint64_t exp_negative_powers[16] = {
    UINT64_C(0x8000000000000000), UINT64_C(0x7a92be8a92436616), UINT64_C(0x75606373ee921c97),
    UINT64_C(0x70666f76154a7089), UINT64_C(0x6ba27e656b4eb57a), UINT64_C(0x6712460a8fc24072),
    UINT64_C(0x62b39508aa836d6f), UINT64_C(0x5e8451cfac061b5f), UINT64_C(0x5a827999fcef3242),
    UINT64_C(0x56ac1f752150a563), UINT64_C(0x52ff6b54d8a89c75), UINT64_C(0x4f7a993048d088d7),
    UINT64_C(0x4c1bf828c6dc54b8), UINT64_C(0x48e1e9b9d588e19b), UINT64_C(0x45cae0f1f545eb73),
    UINT64_C(0x42d561b3e6243d8a),
};

// 1/k from k = 2 on, with 64 bits behind the point.
static const uint64_t exp_negative_inverses[] = {
    UINT64_MAX / 2 + 1, UINT64_MAX / 3,     UINT64_MAX / 4 + 1, UINT64_MAX / 5,  UINT64_MAX / 6,
    UINT64_MAX / 7,     UINT64_MAX / 8 + 1, UINT64_MAX / 9,     UINT64_MAX / 10,
};

// Rounds value * 2^(-63 - halvings), value in 2^62 … 2^63, to the nearest float.
static inline float exp_negative_round(uint64_t value, int halvings) {
    int exponent = (value >> 63 ? 0 : -1) - halvings - 23;
    if (exponent < -149)
        exponent = -149;
    int dropped = exponent + 63 + halvings;
    if (dropped > 63)
        return 0;
    uint64_t half = UINT64_C(1) << (dropped - 1);
    uint64_t kept = (value + half - 1 + (value >> dropped & 1)) >> dropped;
    // With the implicit bit added to it, the exponent's field comes out right for every kind.
    uint32_t bits = ((uint32_t)(exponent + 149) << 23) + (uint32_t)kept;
    float result;
    memcpy(&result, &bits, sizeof result);
    return result;
}

static inline float exp_negative(float x) {
    // ln(2) / 16 with 120 bits behind the point, and its inverse with 59.
    const exp_negative_wide step =
        (exp_negative_wide)UINT64_C(0x000b17217f7d1cf7) << 64 | UINT64_C(0x9abc9e3b39803f2f);
    const uint64_t inverse = UINT64_C(0xb8aa3b295c17f0bc);
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits &= 0x7fffffff;
    // Beyond 104 the result is less than half of the smallest float, below 2^-26 it is 1.
    if (bits > 0x42d00000)
        return 0;
    if (bits < 0x32800000)
        return 1;
    exp_negative_wide fixed = (exp_negative_wide)((bits & 0x7fffff) | 0x800000)
                              << ((bits >> 23) - 30);
    uint64_t steps = exp_negative_product((uint64_t)(fixed >> 64), inverse, 64) >> 51;
    exp_negative_wide rest = fixed - steps * step;
    if (rest >= step) {
        steps++;
        rest -= step;
    }
    // 1 - r(1 - r/2(1 - r/3(…))), with 63 bits behind the point; r < 0.044.
    const uint64_t one = UINT64_C(1) << 63, r = (uint64_t)(rest >> 57);
    uint64_t sum = one;
    for (size_t i = sizeof exp_negative_inverses / sizeof *exp_negative_inverses; i-- > 0;)
        sum = one -
              exp_negative_product(exp_negative_product(r, sum, 63), exp_negative_inverses[i], 64);
    sum = one - exp_negative_product(r, sum, 63);
    return exp_negative_round(exp_negative_product(sum, exp_negative_powers[steps % 16], 63),
                              (int)(steps / 16));
}

#endif
