#include "base/bits.h"
#include "corpus/shrink_state.h"

double corpus_double_of(enum spec_base base, uint64_t bits) {
    return base == SPEC_F32 ? (double)base_f32_of((uint32_t)bits) : base_f64_of(bits);
}

bool corpus_double_bits(enum spec_base base, double value, uint64_t *bits) {
    if (base == SPEC_F32) {
        *bits = base_bits_f32((float)value);
        return base_is_finite_f32((uint32_t)*bits);
    }
    *bits = base_bits_f64(value);
    return base_is_finite_f64(*bits);
}

uint64_t corpus_sign_of(enum spec_base base, uint64_t bits) {
    if (!spec_base_is_float(base)) {
        return 0;
    }
    return bits & (base == SPEC_F32 ? UINT64_C(1) << 31 : UINT64_C(1) << 63);
}

uint64_t corpus_magnitude_of(enum spec_base base, uint64_t bits) {
    return bits ^ corpus_sign_of(base, bits);
}

int corpus_exponent_of(enum spec_base base, uint64_t bits) {
    bool is_f32 = base == SPEC_F32;
    uint64_t magnitude = corpus_magnitude_of(base, bits);
    int fraction_bits = is_f32 ? 23 : 52, bias = is_f32 ? 127 : 1023;
    int field = (int)(magnitude >> fraction_bits);
    if (field != 0) {
        return field - bias;
    }
    return 63 - __builtin_clzll(magnitude) - fraction_bits + 1 - bias;
}

/// 2^exponent, as two factors, so that every exponent between two floats can be reached.
static double multiply_power(double value, int exponent) {
    int half = exponent / 2, rest = exponent - half;
    double first = base_f64_of((uint64_t)(half + 1023) << 52);
    double second = base_f64_of((uint64_t)(rest + 1023) << 52);
    return value * first * second;
}

bool corpus_scale_bits(enum spec_base base, uint64_t bits, int exponent, uint64_t *scaled) {
    double value = corpus_double_of(base, bits);
    if (exponent < -2000 || exponent > 2000 ||
        !corpus_double_bits(base, multiply_power(value, exponent), scaled)) {
        return false;
    }
    double back = multiply_power(corpus_double_of(base, *scaled), -exponent);
    return value != 0 && back == value;
}

bool corpus_round_bits(enum spec_base base, uint64_t bits, int significant, bool is_up,
                       uint64_t *rounded) {
    bool is_f32 = base == SPEC_F32;
    uint64_t sign = corpus_sign_of(base, bits), magnitude = bits ^ sign;
    int fraction_bits = is_f32 ? 23 : 52;
    int first_bit =
        magnitude >> fraction_bits != 0 ? fraction_bits : 63 - __builtin_clzll(magnitude | 1);
    int dropped = first_bit - significant + 1;
    if (dropped <= 0) {
        return false;
    }
    // Adding one unit to the bits carries into the exponent exactly as the value does.
    magnitude = magnitude >> dropped << dropped;
    magnitude += is_up ? UINT64_C(1) << dropped : 0;
    *rounded = sign | magnitude;
    return is_f32 ? base_is_finite_f32((uint32_t)*rounded) : base_is_finite_f64(*rounded);
}

bool corpus_is_finite(enum spec_base base, uint64_t bits) {
    uint64_t infinity = base == SPEC_F32 ? UINT64_C(0x7f800000) : UINT64_C(0x7ff0000000000000);
    return corpus_magnitude_of(base, bits) < infinity;
}
