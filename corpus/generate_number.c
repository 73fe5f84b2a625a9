#include "corpus/generate_parts.h"

#include "base/bits.h"

/// Floats that broke kernels before; the first ones matter most. Squares of 2^64 overflow, of
/// 0x5f7fffff just do not; squares of 2^-75 vanish, of 2^-63 are the smallest normal number.
static const uint32_t specials_f32[] = {
    0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fc12345, 0xffa54321, 0x7f800000, 0xff800000,
    0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x807fffff, 0x00800000, 0x80800000,
    0x7f7fffff, 0xff7fffff, 0x3f800000, 0xbf800000, 0x5f800000, 0x5f7fffff, 0x1a000000, 0x20000000,
    0x3f800001, 0x3f7fffff, 0x4b800000, 0x4b800001, 0x00000002, 0x00800001, 0x7f7ffffe, 0x7f000000,
    0x3f000000, 0xbf000000, 0x40000000, 0xc0000000, 0x33800000, 0x34000000, 0x4f000000, 0x4f800000,
    0xcf000000, 0x5f000000, 0x42b17218, 0xc2aeac50, 0xc2cff1b5, 0x7fffffff, 0xffffffff, 0x7fbfffff,
};

static const uint64_t specials_f64[] = {
    0x7ff8000000000000, 0xfff8000000000000, 0x7ff0000000000001, 0xfff0000000000001,
    0x7ff8123456789abc, 0xfff4321000000001, 0x7ff0000000000000, 0xfff0000000000000,
    0x0000000000000000, 0x8000000000000000, 0x0000000000000001, 0x8000000000000001,
    0x000fffffffffffff, 0x800fffffffffffff, 0x0010000000000000, 0x8010000000000000,
    0x7fefffffffffffff, 0xffefffffffffffff, 0x3ff0000000000000, 0xbff0000000000000,
    0x5ff0000000000000, 0x5fefffffffffffff, 0x1e50000000000000, 0x2000000000000000,
    0x3ff0000000000001, 0x3fefffffffffffff, 0x4340000000000000, 0x4340000000000001,
    0x0000000000000002, 0x0010000000000001, 0x7feffffffffffffe, 0x7fe0000000000000,
    0x3fe0000000000000, 0xbfe0000000000000, 0x4000000000000000, 0xc000000000000000,
    0x47efffffe0000000, 0x47efffffefffffff, 0x36a0000000000000, 0x3690000000000000,
    0x43e0000000000000, 0x43f0000000000000, 0x40862e42fefa39ef, 0xc0874910d52d3051,
    0x7fffffffffffffff, 0xffffffffffffffff, 0x7ff7ffffffffffff, 0x41e0000000000000,
};

enum {
    SPECIALS_F32 = sizeof specials_f32 / sizeof *specials_f32,
    SPECIALS_F64 = sizeof specials_f64 / sizeof *specials_f64,
    SPECIALS_INTEGER_FIRST = 8,
    // Then 2^k, 2^k − 1, 2^k + 1 and −2^k for every k below the width.
    SPECIALS_PER_BIT = 4,
};

uint32_t corpus_special_count(enum spec_base base) {
    if (base == SPEC_F32)
        return SPECIALS_F32;
    if (base == SPEC_F64)
        return SPECIALS_F64;
    return SPECIALS_INTEGER_FIRST + SPECIALS_PER_BIT * 8 * (uint32_t)spec_base_size(base);
}

static uint64_t special_integer(enum spec_base base, uint32_t special) {
    spec_wide low = spec_base_minimum(base), high = spec_base_maximum(base);
    const spec_wide first[SPECIALS_INTEGER_FIRST] = {
        0, 1, -1, low, high, high - 1, 1 << 24, (spec_wide)1 << 53,
    };
    if (special < SPECIALS_INTEGER_FIRST)
        return corpus_bits_of_place(base, first[special]);
    special -= SPECIALS_INTEGER_FIRST;
    spec_wide power = (spec_wide)1 << special / SPECIALS_PER_BIT;
    const spec_wide near[SPECIALS_PER_BIT] = {power, power - 1, power + 1, -power};
    return corpus_bits_of_place(base, near[special % SPECIALS_PER_BIT]);
}

uint64_t corpus_special(enum spec_base base, uint32_t special) {
    if (base == SPEC_F32)
        return specials_f32[special];
    if (base == SPEC_F64)
        return specials_f64[special];
    return special_integer(base, special);
}

/// A power of two whose place lies between low and high; places of powers of two are multiples of
/// the mantissa's size.
static uint64_t power_between(struct corpus_draw *draw, const struct corpus_interval *interval) {
    int mantissa = interval->base == SPEC_F32 ? 23 : 52;
    int64_t low = (int64_t)(interval->low >> mantissa),
            high = (int64_t)(interval->high >> mantissa);
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;
    int64_t step = low + (int64_t)base_words_below(&draw->words, span);
    return corpus_bits_of_place(interval->base, (spec_wide)step * ((spec_wide)1 << mantissa));
}

static uint64_t end_near(struct corpus_draw *draw, const struct corpus_interval *interval) {
    uint64_t word = base_words_next(&draw->words);
    spec_wide steps = word >> 8 & 3, place;
    steps = steps == 3 ? 0 : steps;
    place = word & 1 ? interval->low + steps : interval->high - steps;
    return corpus_bits_of_place(interval->base, place);
}

static uint64_t nan_any(struct corpus_draw *draw, enum spec_base base) {
    uint64_t word = base_words_next(&draw->words);
    if (base == SPEC_F32) {
        uint32_t bits = (uint32_t)word | 0x7f800000u;
        return bits & 0x007fffffu ? bits : bits | 1u;
    }
    word |= 0x7ff0000000000000u;
    return word & 0x000fffffffffffffu ? word : word | 1;
}

uint64_t corpus_number_special(struct corpus_draw *draw, const struct corpus_interval *interval) {
    enum spec_base base = interval->base;
    uint32_t count = corpus_special_count(base);
    for (int attempt = 0; attempt < 6; attempt++) {
        uint64_t word = base_words_next(&draw->words), bits;
        bool is_float = spec_base_is_float(base);
        if (interval->kind == SPEC_NAN && (word & 3))
            bits = nan_any(draw, base);
        else if (interval->kind == SPEC_RANGE && (word & 7) < 3)
            bits = end_near(draw, interval);
        else if (is_float && (word & 7) == 3)
            bits = power_between(draw, interval);
        else
            bits = corpus_special(base, (uint32_t)base_random_scale(word, count));
        if (corpus_interval_holds(interval, bits))
            return bits;
    }
    _Alignas(8) uint8_t number[8];
    corpus_fill_broad(draw, interval, number, 1);
    return corpus_number_get(number, 0, spec_base_size(base));
}

/// Brings raw bits into a class of floats that is no range.
static uint64_t class_bits(enum spec_value kind, uint64_t bits, uint64_t sign, uint64_t exponent,
                           uint64_t one) {
    uint64_t mantissa = ~(sign | exponent), lowest = exponent & -exponent;
    switch (kind) {
    case SPEC_FINITE:
        return (bits & exponent) == exponent ? bits & ~lowest : bits;
    case SPEC_NORMAL:
        bits = (bits & exponent) == exponent ? bits & ~lowest : bits;
        return (bits & exponent) == 0 ? bits | one : bits;
    case SPEC_SUBNORMAL:
        bits &= sign | mantissa;
        return bits & mantissa ? bits : bits | 1;
    case SPEC_ZERO:
        return bits & sign;
    case SPEC_INF:
        return (bits & sign) | exponent;
    case SPEC_NAN:
        bits |= exponent;
        return bits & mantissa ? bits : bits | 1;
    default:
        return bits;
    }
}

static void fill_class(enum spec_value kind, bool is_single, uint8_t *numbers, size_t count) {
    for (size_t i = 0; is_single && i < count; i++) {
        uint32_t bits;
        memcpy(&bits, numbers + 4 * i, 4);
        bits = (uint32_t)class_bits(kind, bits, 0x80000000u, 0x7f800000u, 0x3f800000u);
        memcpy(numbers + 4 * i, &bits, 4);
    }
    for (size_t i = 0; !is_single && i < count; i++) {
        uint64_t bits;
        memcpy(&bits, numbers + 8 * i, 8);
        bits = class_bits(kind, bits, 1ull << 63, 0x7ffull << 52, 0x3ffull << 52);
        memcpy(numbers + 8 * i, &bits, 8);
    }
}

/// Raw words become low + (0..span), for integers of each width; unsigned arithmetic wraps into
/// the negative ones. A span of all ones keeps the word itself.
static void fill_integers(const struct corpus_interval *interval, uint8_t *numbers, size_t count) {
    size_t size = spec_base_size(interval->base);
    uint64_t low = (uint64_t)interval->low;
    uint64_t bound = (uint64_t)(interval->high - interval->low) + 1;
    if (size == 8) {
        for (size_t i = 0; i < count; i++) {
            uint64_t word;
            memcpy(&word, numbers + 8 * i, 8);
            word = low + (bound == 0 ? word : base_random_scale(word, bound));
            memcpy(numbers + 8 * i, &word, 8);
        }
    } else if (size == 4) {
        for (size_t i = 0; i < count; i++) {
            uint32_t word;
            memcpy(&word, numbers + 4 * i, 4);
            word = (uint32_t)low + (uint32_t)((word * bound) >> 32);
            memcpy(numbers + 4 * i, &word, 4);
        }
    } else if (size == 2) {
        for (size_t i = 0; i < count; i++) {
            uint16_t word;
            memcpy(&word, numbers + 2 * i, 2);
            word = (uint16_t)(low + ((word * (uint32_t)bound) >> 16));
            memcpy(numbers + 2 * i, &word, 2);
        }
    } else {
        for (size_t i = 0; i < count; i++)
            numbers[i] = (uint8_t)(low + ((numbers[i] * (uint32_t)bound) >> 8));
    }
}

/// The same for floats, place by place.
static void fill_floats(const struct corpus_interval *interval, uint8_t *numbers, size_t count) {
    bool is_single = interval->base == SPEC_F32;
    size_t size = is_single ? 4 : 8;
    uint64_t sign_bit = 1ull << (8 * size - 1);
    // Places of both formats fit into 64 bits, and so does the number of them.
    int64_t low = (int64_t)interval->low;
    uint64_t bound = (uint64_t)(interval->high - interval->low) + 1;
    for (size_t i = 0; i < count; i++) {
        uint64_t word = corpus_number_get(numbers, i, size);
        uint64_t step = is_single ? (word * bound) >> 32 : base_random_scale(word, bound);
        int64_t place = (int64_t)((uint64_t)low + step);
        // The one place that two floats share: the word's lowest bit chooses the sign.
        bool negative = place < 0 || (place == 0 && (word & 1));
        uint64_t magnitude = (uint64_t)(place < 0 ? -place : place);
        corpus_number_set(numbers, i, size, negative ? magnitude | sign_bit : magnitude);
    }
}

static bool is_whole_type(const struct corpus_interval *interval) {
    if (interval->kind == SPEC_ANY && interval->base != SPEC_BOOL)
        return true;
    return spec_base_is_integer(interval->base) && interval->base != SPEC_BOOL &&
           interval->low == spec_base_minimum(interval->base) &&
           interval->high == spec_base_maximum(interval->base);
}

void corpus_fill_broad(struct corpus_draw *draw, const struct corpus_interval *interval,
                       uint8_t *numbers, size_t count) {
    base_random_fill(&draw->random, numbers, count * spec_base_size(interval->base));
    if (is_whole_type(interval))
        return;
    if (!spec_base_is_float(interval->base))
        fill_integers(interval, numbers, count);
    else if (interval->kind == SPEC_RANGE)
        fill_floats(interval, numbers, count);
    else
        fill_class(interval->kind, interval->base == SPEC_F32, numbers, count);
}

/// Multiples of 2^exponent inside an interval of floats.
struct grid {
    int64_t low;   ///< the first multiple
    uint64_t span; ///< how many more there are
    int exponent;
};

/// floor or ceiling of (float at a place) / 2^exponent; the quotient's magnitude fits 2^54.
static int64_t quotient(enum spec_base base, spec_wide place, int exponent, bool up) {
    int mantissa_bits = base == SPEC_F32 ? 23 : 52, bias = base == SPEC_F32 ? 127 : 1023;
    bool negative = place < 0;
    uint64_t magnitude = (uint64_t)(negative ? -place : place);
    uint64_t mantissa = magnitude & ((1ull << mantissa_bits) - 1);
    int field = (int)(magnitude >> mantissa_bits);
    if (field > 0)
        mantissa |= 1ull << mantissa_bits;
    int shift = (field > 0 ? field : 1) - bias - mantissa_bits - exponent;
    if (shift >= 0)
        return negative ? -(int64_t)(mantissa << shift) : (int64_t)(mantissa << shift);
    int64_t whole = -shift < 64 ? (int64_t)(mantissa >> -shift) : 0;
    bool has_rest = mantissa > 0 && (-shift >= 64 || (mantissa & ((1ull << -shift) - 1)) != 0);
    if (has_rest && up != negative)
        whole++;
    return negative ? -whole : whole;
}

/// A grid of about 2^bits points over the interval; false where it holds none or where its points
/// could be subnormal.
static bool grid_make(const struct corpus_interval *interval, int bits, struct grid *grid) {
    enum spec_base base = interval->base;
    int mantissa_bits = base == SPEC_F32 ? 23 : 52, bias = base == SPEC_F32 ? 127 : 1023;
    spec_wide larger = interval->high > -interval->low ? interval->high : -interval->low;
    int exponent = (int)(larger >> mantissa_bits) - bias + 1 - bits;
    if (exponent < 1 - bias)
        return false;
    int64_t low = quotient(base, interval->low, exponent, true);
    int64_t high = quotient(base, interval->high, exponent, false);
    if (low > high)
        return false;
    *grid = (struct grid){low, (uint64_t)(high - low), exponent};
    return true;
}

static void fill_grid(struct corpus_draw *draw, enum spec_base base, const struct grid *grid,
                      uint8_t *numbers, size_t count) {
    // An array of floats lies at a multiple of a float's size, so the cast is sound.
    if (base == SPEC_F32)
        base_random_fill_f32(&draw->random, (float *)(void *)numbers, count, (int32_t)grid->low,
                             (uint32_t)grid->span,
                             base_f32_of((uint32_t)(grid->exponent + 127) << 23));
    else
        base_random_fill_f64(&draw->random, (double *)(void *)numbers, count, grid->low, grid->span,
                             base_f64_of((uint64_t)(grid->exponent + 1023) << 52));
}

static bool is_wide(const struct corpus_interval *interval) {
    return interval->kind == SPEC_ANY || interval->kind == SPEC_FINITE ||
           interval->kind == SPEC_NORMAL;
}

static spec_wide place_of_one(enum spec_base base, int exponent) {
    return base == SPEC_F32 ? (spec_wide)(127 + exponent) << 23
                            : (spec_wide)(1023 + exponent) << 52;
}

/// Integers −8..8 (or as far as the interval reaches) times one power of two for the whole array.
static bool lattice_grid(struct corpus_draw *draw, const struct corpus_interval *interval,
                         struct grid *grid) {
    spec_wide eight = place_of_one(interval->base, 3);
    uint64_t word = base_words_next(&draw->words);
    if (is_wide(interval)) {
        *grid = (struct grid){-8, 16, (int)(word % 9) - 4};
        return true;
    }
    struct corpus_interval small = *interval;
    if (small.low < -eight)
        small.low = -eight;
    if (small.high > eight)
        small.high = eight;
    bool meets = small.low <= small.high;
    if (meets && (word & 1)) {
        int64_t low = quotient(small.base, small.low, 0, true);
        int64_t high = quotient(small.base, small.high, 0, false);
        if (high > low) {
            *grid = (struct grid){low, (uint64_t)(high - low), 0};
            return true;
        }
    }
    for (int bits = 4; bits <= 20; bits += 4)
        if (grid_make(interval, bits, grid) && grid->span > 0)
            return true;
    return false;
}

static void fill_lattice_floats(struct corpus_draw *draw, const struct corpus_interval *interval,
                                uint8_t *numbers, size_t count) {
    struct grid grid;
    if ((interval->kind != SPEC_RANGE && !is_wide(interval)) ||
        !lattice_grid(draw, interval, &grid)) {
        corpus_fill_broad(draw, interval, numbers, count);
        return;
    }
    fill_grid(draw, interval->base, &grid, numbers, count);
    if (interval->kind == SPEC_NORMAL)
        corpus_fill_mend(draw, interval, numbers, count);
}

static void fill_lattice_integers(struct corpus_draw *draw, const struct corpus_interval *interval,
                                  uint8_t *numbers, size_t count) {
    struct corpus_interval small = *interval;
    spec_wide center = interval->low > 0 ? interval->low : interval->high < 0 ? interval->high : 0;
    small.kind = SPEC_RANGE;
    small.low = center - 8 > interval->low ? center - 8 : interval->low;
    small.high = center + 8 < interval->high ? center + 8 : interval->high;
    corpus_fill_broad(draw, &small, numbers, count);
}

void corpus_fill_lattice(struct corpus_draw *draw, const struct corpus_interval *interval,
                         uint8_t *numbers, size_t count) {
    if (spec_base_is_float(interval->base))
        fill_lattice_floats(draw, interval, numbers, count);
    else
        fill_lattice_integers(draw, interval, numbers, count);
}

void corpus_fill_uniform(struct corpus_draw *draw, const struct corpus_interval *interval,
                         uint8_t *numbers, size_t count) {
    struct grid grid;
    bool has_grid = interval->kind == SPEC_RANGE &&
                    grid_make(interval, interval->base == SPEC_F32 ? 24 : 53, &grid);
    if (has_grid && grid.span > 0)
        fill_grid(draw, interval->base, &grid, numbers, count);
    else
        corpus_fill_broad(draw, interval, numbers, count);
}

/// Whether all of some floats lie between the interval's ends. Every NaN lies outside: as places on
/// the line they are beyond infinity.
static bool are_between(const struct corpus_interval *interval, const uint8_t *numbers,
                        size_t count) {
    int64_t low = (int64_t)interval->low, high = (int64_t)interval->high, outside = 0;
    if (interval->base == SPEC_F32) {
        int32_t low_32 = (int32_t)low, high_32 = (int32_t)high, outside_32 = 0;
        for (size_t i = 0; i < count; i++) {
            int32_t bits;
            memcpy(&bits, numbers + 4 * i, 4);
            int32_t magnitude = bits & 0x7fffffff, place = bits < 0 ? -magnitude : magnitude;
            outside_32 |= (place < low_32) | (place > high_32);
        }
        return outside_32 == 0;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, numbers + 8 * i, 8);
        int64_t place = base_order_f64(bits);
        outside |= (place < low) | (place > high);
    }
    return outside == 0;
}

/// Numbers that are looked at together; almost always none of them wants mending.
enum { MEND_NUMBERS = 64 };

void corpus_fill_mend(struct corpus_draw *draw, const struct corpus_interval *interval,
                      uint8_t *numbers, size_t count) {
    size_t size = spec_base_size(interval->base);
    bool is_between = spec_base_is_float(interval->base) && !interval->is_empty &&
                      (interval->kind == SPEC_RANGE || interval->kind == SPEC_FINITE);
    if (is_whole_type(interval))
        return;
    for (size_t i = 0; i < count; i++) {
        _Alignas(8) uint8_t number[8];
        size_t block = count - i < MEND_NUMBERS ? count - i : MEND_NUMBERS;
        if (is_between && i % MEND_NUMBERS == 0 &&
            are_between(interval, numbers + i * size, block)) {
            i += block - 1;
            continue;
        }
        if (corpus_interval_holds(interval, corpus_number_get(numbers, i, size)))
            continue;
        corpus_fill_broad(draw, interval, number, 1);
        memcpy(numbers + i * size, number, size);
    }
}
