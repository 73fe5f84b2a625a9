#include "corpus/domain.h"

#include "base/bits.h"

/// A double's bits rounded to the nearest float, ties to even, in integers: bounds must not depend
/// on the rounding mode or on flushing. What is too large becomes the largest finite, since a
/// bound beyond it excludes nothing but infinity.
static uint32_t f32_nearest(uint64_t bits) {
    uint32_t sign = (uint32_t)(bits >> 63) << 31;
    int exponent = (int)(bits >> 52 & 0x7ff) - 1023;
    uint64_t mantissa = (bits & 0xfffffffffffffu) | 1ull << 52;
    if (exponent < -150)
        return sign;
    // Subnormal floats keep fewer bits: one less for each exponent below -126.
    int drop = exponent >= -126 ? 29 : 29 + (-126 - exponent);
    uint64_t kept = mantissa >> drop, rest = mantissa & ((1ull << drop) - 1);
    uint64_t half = 1ull << (drop - 1);
    if (rest > half || (rest == half && (kept & 1)))
        kept++;
    // Adding, not joining: the implicit bit, and a carry out of the mantissa, raise the exponent.
    int64_t field = exponent >= -126 ? exponent + 126 : 0;
    uint64_t magnitude = ((uint64_t)field << 23) + kept;
    return sign | (uint32_t)(magnitude < 0x7f800000u ? magnitude : 0x7f7fffffu);
}

/// A float's bits widened to a double's; exact, also where the machine flushes subnormals.
static uint64_t f64_of_f32(uint32_t bits) {
    uint64_t sign = (uint64_t)(bits >> 31) << 63;
    uint32_t exponent = bits >> 23 & 0xff, mantissa = bits & 0x7fffff;
    if (exponent == 0xff)
        return sign | 0x7ffull << 52 | (uint64_t)mantissa << 29;
    if (exponent == 0 && mantissa == 0)
        return sign;
    if (exponent == 0) {
        int shift = __builtin_clz(mantissa) - 8;
        mantissa = (mantissa << shift) & 0x7fffff;
        return sign | (uint64_t)(897 - shift) << 52 | (uint64_t)mantissa << 29;
    }
    return sign | (uint64_t)(exponent + 896) << 52 | (uint64_t)mantissa << 29;
}

/// An integer's nearest double, ties to even.
static uint64_t f64_of_integer(spec_wide value) {
    uint64_t sign = value < 0 ? 1ull << 63 : 0;
    uint64_t magnitude = (uint64_t)(value < 0 ? -value : value);
    if (magnitude == 0)
        return 0;
    int width = 64 - __builtin_clzll(magnitude);
    uint64_t mantissa;
    if (width <= 53) {
        mantissa = magnitude << (53 - width);
    } else {
        int drop = width - 53;
        uint64_t rest = magnitude & ((1ull << drop) - 1), half = 1ull << (drop - 1);
        mantissa = magnitude >> drop;
        if (rest > half || (rest == half && (mantissa & 1)))
            mantissa++;
    }
    return sign | (((uint64_t)(width + 1021) << 52) + mantissa);
}

bool corpus_bits_are_nan(enum spec_base base, uint64_t bits) {
    if (base == SPEC_F32)
        return base_is_nan_f32((uint32_t)bits);
    return base == SPEC_F64 && base_is_nan_f64(bits);
}

spec_wide corpus_place_of_bits(enum spec_base base, uint64_t bits) {
    switch (base) {
    case SPEC_F32:
        return base_order_f32((uint32_t)bits);
    case SPEC_F64:
        return base_order_f64(bits);
    case SPEC_I8:
        return (int8_t)bits;
    case SPEC_I16:
        return (int16_t)bits;
    case SPEC_I32:
        return (int32_t)bits;
    case SPEC_I64:
        return (int64_t)bits;
    default:
        return (spec_wide)bits;
    }
}

uint64_t corpus_bits_of_place(enum spec_base base, spec_wide place) {
    if (base == SPEC_F32)
        return (uint64_t)(place < 0 ? -place : place) | (place < 0 ? 0x80000000u : 0);
    if (base == SPEC_F64)
        return (uint64_t)(place < 0 ? -place : place) | (place < 0 ? 1ull << 63 : 0);
    size_t size = spec_base_size(base);
    return size == 8 ? (uint64_t)place : (uint64_t)place & ((1ull << 8 * size) - 1);
}

static spec_wide place_of_double(enum spec_base base, uint64_t bits) {
    if (base == SPEC_F32)
        return base_order_f32(f32_nearest(bits));
    return base_order_f64(bits);
}

/// The place of a bound; false where it has none (a NaN scalar, a division by zero).
static bool bound_evaluate(const struct spec_bound *bound, enum spec_base base,
                           const struct corpus_case *one, const spec_wide *values,
                           spec_wide *place) {
    bool is_float = spec_base_is_float(base);
    switch (bound->kind) {
    case SPEC_BOUND_NUMBER:
        *place = place_of_double(base, base_bits_f64(bound->number));
        return true;
    case SPEC_BOUND_PARAM: {
        enum spec_base source = one->kernel->params[bound->param].base;
        uint64_t bits = one->arguments[bound->param].bits;
        if (corpus_bits_are_nan(source, bits))
            return false;
        if (source == base)
            *place = corpus_place_of_bits(base, bits);
        else
            *place = place_of_double(base, source == SPEC_F32 ? f64_of_f32((uint32_t)bits) : bits);
        return true;
    }
    default:
        if (!spec_evaluate(bound->expr, values, 0, place))
            return false;
        if (is_float)
            *place = place_of_double(base, f64_of_integer(*place));
        return true;
    }
}

static spec_wide base_low(enum spec_base base) {
    if (base == SPEC_F32)
        return -(spec_wide)0x7f800000;
    return base == SPEC_F64 ? -(spec_wide)0x7ff0000000000000 : spec_base_minimum(base);
}

static spec_wide base_high(enum spec_base base) {
    if (base == SPEC_F32)
        return 0x7f800000;
    return base == SPEC_F64 ? (spec_wide)0x7ff0000000000000 : spec_base_maximum(base);
}

static void range_evaluate(const struct spec_alternative *alternative,
                           const struct corpus_case *one, const spec_wide *values,
                           struct corpus_interval *interval) {
    enum spec_base base = interval->base;
    spec_wide low, high;
    interval->is_empty = true;
    if (!bound_evaluate(&alternative->low, base, one, values, &low) ||
        !bound_evaluate(&alternative->high, base, one, values, &high))
        return;
    if (alternative->high_is_open)
        high--;
    if (low < interval->low)
        low = interval->low;
    if (high > interval->high)
        high = interval->high;
    interval->low = low;
    interval->high = high;
    interval->is_empty = low > high;
}

static void partition_evaluate(const struct spec_alternative *alternative, const spec_wide *values,
                               uint64_t count, struct corpus_interval *interval) {
    spec_wide last;
    bool fits = spec_evaluate(alternative->size, values, 0, &last) && last >= 0 &&
                last <= interval->high && (count > 1 || last == 0);
    interval->low = 0;
    interval->high = fits ? last : 0;
    interval->is_empty = !fits;
}

void corpus_interval_evaluate(const struct spec_alternative *alternative, enum spec_base base,
                              const struct corpus_case *one, const spec_wide *values,
                              uint64_t count, struct corpus_interval *interval) {
    interval->kind = alternative->kind;
    interval->base = base;
    interval->low = base_low(base);
    interval->high = base_high(base);
    interval->is_empty = false;
    spec_wide infinity = interval->high, normal = base == SPEC_F32 ? 1 << 23 : (spec_wide)1 << 52;
    switch (alternative->kind) {
    case SPEC_RANGE:
        range_evaluate(alternative, one, values, interval);
        return;
    case SPEC_PARTITION:
        partition_evaluate(alternative, values, count, interval);
        return;
    case SPEC_PERMUTATION:
        interval->is_empty = count > 0 && (spec_wide)count - 1 > interval->high;
        interval->low = 0;
        interval->high = count > 0 ? (spec_wide)count - 1 : 0;
        return;
    case SPEC_FINITE:
    case SPEC_NORMAL:
        // Of an integer type every value is finite.
        interval->low += spec_base_is_float(base);
        interval->high -= spec_base_is_float(base);
        return;
    case SPEC_SUBNORMAL:
        interval->low = -(normal - 1);
        interval->high = normal - 1;
        return;
    case SPEC_ZERO:
    case SPEC_NAN:
        interval->low = interval->high = 0;
        return;
    case SPEC_INF:
        interval->low = -infinity;
        return;
    default:
        return;
    }
}

bool corpus_interval_holds(const struct corpus_interval *interval, uint64_t bits) {
    if (interval->is_empty)
        return false;
    enum spec_base base = interval->base;
    bool is_nan = corpus_bits_are_nan(base, bits);
    if (is_nan)
        return interval->kind == SPEC_ANY || interval->kind == SPEC_WITH ||
               interval->kind == SPEC_NAN;
    spec_wide place = corpus_place_of_bits(base, bits);
    if (place < interval->low || place > interval->high)
        return false;
    spec_wide magnitude = place < 0 ? -place : place;
    spec_wide normal = base == SPEC_F32 ? 1 << 23 : (spec_wide)1 << 52;
    switch (interval->kind) {
    case SPEC_NORMAL:
        return !spec_base_is_float(base) || magnitude >= normal;
    case SPEC_SUBNORMAL:
        return magnitude > 0;
    case SPEC_NAN:
        return false;
    case SPEC_INF:
        return magnitude == interval->high;
    default:
        return true;
    }
}

/// The least distance from zero of a kind's floats.
static spec_wide least_magnitude(const struct corpus_interval *interval) {
    switch (interval->kind) {
    case SPEC_NORMAL:
        return interval->base == SPEC_F32 ? 1 << 23 : (spec_wide)1 << 52;
    case SPEC_SUBNORMAL:
        return 1;
    case SPEC_INF:
        return interval->high;
    default:
        return 0;
    }
}

/// Loops without a branch, which compilers make vectors of. A NaN's bits read as a place beyond
/// infinity, hence outside.
static bool holds_all_f32(const struct corpus_interval *interval, const uint8_t *numbers,
                          size_t count) {
    int32_t low = (int32_t)interval->low, high = (int32_t)interval->high;
    int32_t least = (int32_t)least_magnitude(interval);
    uint32_t outside = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, numbers + 4 * i, 4);
        int32_t magnitude = (int32_t)(bits & 0x7fffffffu);
        int32_t place = bits >> 31 ? -magnitude : magnitude;
        outside |=
            (uint32_t)(place < low) | (uint32_t)(place > high) | (uint32_t)(magnitude < least);
    }
    return outside == 0;
}

static bool holds_all_f64(const struct corpus_interval *interval, const uint8_t *numbers,
                          size_t count) {
    int64_t low = (int64_t)interval->low, high = (int64_t)interval->high;
    int64_t least = (int64_t)least_magnitude(interval);
    uint64_t outside = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, numbers + 8 * i, 8);
        int64_t place = base_order_f64(bits), magnitude = place < 0 ? -place : place;
        outside |=
            (uint64_t)(place < low) | (uint64_t)(place > high) | (uint64_t)(magnitude < least);
    }
    return outside == 0;
}

bool corpus_interval_holds_all(const struct corpus_interval *interval, const uint8_t *numbers,
                               size_t count) {
    enum spec_base base = interval->base;
    size_t size = spec_base_size(base);
    bool is_interval = !interval->is_empty && interval->kind != SPEC_ANY &&
                       interval->kind != SPEC_WITH && interval->kind != SPEC_NAN;
    if (is_interval && base == SPEC_F32)
        return holds_all_f32(interval, numbers, count);
    if (is_interval && base == SPEC_F64)
        return holds_all_f64(interval, numbers, count);
    for (size_t i = 0; i < count; i++)
        if (!corpus_interval_holds(interval, corpus_number_get(numbers, i, size)))
            return false;
    return true;
}

uint32_t corpus_expr_params(const struct spec_expr *expr) {
    if (expr == NULL)
        return 0;
    switch (expr->operation) {
    case SPEC_NUMBER:
    case SPEC_RETURN:
        return 0;
    case SPEC_PARAM:
        return 1u << expr->param;
    default:
        return corpus_expr_params(expr->left) | corpus_expr_params(expr->right);
    }
}

static uint32_t bound_params(const struct spec_bound *bound) {
    if (bound->kind == SPEC_BOUND_PARAM)
        return 1u << bound->param;
    return bound->kind == SPEC_BOUND_EXPR ? corpus_expr_params(bound->expr) : 0;
}

uint32_t corpus_alternative_params(const struct spec_alternative *alternative) {
    switch (alternative->kind) {
    case SPEC_RANGE:
        return bound_params(&alternative->low) | bound_params(&alternative->high);
    case SPEC_PARTITION:
        return corpus_expr_params(alternative->size);
    default:
        return 0;
    }
}

bool corpus_alternative_varies(const struct spec_alternative *alternative) {
    // Partitions and permutations depend on the array's count as well.
    return alternative->kind == SPEC_PARTITION || alternative->kind == SPEC_PERMUTATION ||
           corpus_alternative_params(alternative) != 0;
}

bool corpus_extent_evaluate(const struct spec_param *param, const spec_wide *values,
                            uint64_t *count) {
    spec_wide extent;
    if (!spec_evaluate(param->extent, values, 0, &extent) || extent < 0)
        return false;
    *count = (uint64_t)extent;
    return true;
}

bool corpus_is_array_wise(const struct spec_domain *domain) {
    bool is_whole = domain->is_sorted || domain->is_unique;
    for (uint32_t i = 0; i < domain->alternative_count; i++) {
        enum spec_value kind = domain->alternatives[i].kind;
        is_whole |= kind == SPEC_PARTITION || kind == SPEC_PERMUTATION || kind == SPEC_WITH;
    }
    return is_whole;
}
