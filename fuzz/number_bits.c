#include "base/bits.h"
#include "fuzz/codec.h"

static uint64_t type_mask(enum spec_base base) {
    size_t size = spec_base_size(base);
    return size == 8 ? UINT64_MAX : (1ull << 8 * size) - 1;
}

uint64_t fuzz_bits_step(enum spec_base base, uint64_t bits, int64_t steps) {
    if (corpus_bits_are_nan(base, bits))
        return bits;
    if (base == SPEC_F32 && steps > -(1ll << 40) && steps < 1ll << 40) {
        // The commonest type without 128 bits.
        int64_t infinity = 0x7f800000, at = base_order_f32((uint32_t)bits) + steps;
        at = at < -infinity ? -infinity : at > infinity ? infinity : at;
        return at < 0 ? 0x80000000u | (uint64_t)-at : (uint64_t)at;
    }
    spec_wide place = corpus_place_of_bits(base, bits) + steps, low, high;
    if (spec_base_is_float(base)) {
        high = base == SPEC_F32 ? 0x7f800000 : (spec_wide)0x7ff0000000000000;
        low = -high;
    } else {
        low = spec_base_minimum(base);
        high = spec_base_maximum(base);
    }
    place = place < low ? low : place > high ? high : place;
    return corpus_bits_of_place(base, place);
}

uint64_t fuzz_bits_negate(enum spec_base base, uint64_t bits) {
    if (base == SPEC_F32)
        return bits ^ 0x80000000u;
    if (base == SPEC_F64)
        return bits ^ 1ull << 63;
    return (0 - bits) & type_mask(base);
}

uint64_t fuzz_bits_scale(enum spec_base base, uint64_t bits, int exponent) {
    if (!spec_base_is_float(base)) {
        exponent %= 64;
        return (exponent >= 0 ? bits << exponent : bits >> -exponent) & type_mask(base);
    }
    int mantissa = base == SPEC_F32 ? 23 : 52, field_max = base == SPEC_F32 ? 0xff : 0x7ff;
    int field = (int)(bits >> mantissa) & field_max;
    // Zeros, subnormals, infinities and NaN have no exponent to move.
    if (field == 0 || field == field_max)
        return bits;
    int moved = field + exponent;
    moved = moved < 0 ? 0 : moved >= field_max ? field_max - 1 : moved;
    return bits ^ (uint64_t)(field ^ moved) << mantissa;
}

uint64_t fuzz_bits_of_integer(enum spec_base base, int32_t value) {
    if (!spec_base_is_float(base))
        return (uint64_t)(int64_t)value & type_mask(base);
    if (value == 0)
        return 0;
    int mantissa = base == SPEC_F32 ? 23 : 52, bias = base == SPEC_F32 ? 127 : 1023;
    uint64_t magnitude = (uint64_t)(value < 0 ? -(int64_t)value : value);
    int exponent = 63 - __builtin_clzll(magnitude);
    int up = mantissa - exponent;
    uint64_t fraction = up >= 0 ? magnitude << up : magnitude >> -up;
    uint64_t sign = value < 0 ? (base == SPEC_F32 ? 0x80000000u : 1ull << 63) : 0;
    return sign | (uint64_t)(bias + exponent) << mantissa | (fraction & ((1ull << mantissa) - 1));
}
