#include "diff/number.h"

#include "base/bits.h"

#include <math.h>

static long double distance(const struct diff_number *a, const struct diff_number *b) {
    if (spec_base_is_float(a->base))
        return fabsl((long double)a->real - (long double)b->real);
    spec_wide difference = a->integer - b->integer;
    return (long double)(difference < 0 ? -difference : difference);
}

static long double larger_size(const struct diff_number *a, const struct diff_number *b) {
    bool is_float = spec_base_is_float(a->base);
    long double x = fabsl(is_float ? (long double)a->real : (long double)a->integer);
    long double y = fabsl(is_float ? (long double)b->real : (long double)b->integer);
    return x > y ? x : y;
}

static bool within_steps(const struct diff_number *a, const struct diff_number *b, double steps) {
    uint64_t apart = a->base == SPEC_F32 ? base_ulp_f32((uint32_t)a->bits, (uint32_t)b->bits)
                                         : base_ulp_f64(a->bits, b->bits);
    return (long double)apart <= (long double)steps;
}

bool diff_number_accepts(const struct spec_rule *rule, const struct diff_number *reference,
                         const struct diff_number *optimized, double near_tolerance,
                         long double magnitude) {
    if (rule->kind == SPEC_IGNORE || reference->bits == optimized->bits)
        return true;
    if (reference->is_nan || optimized->is_nan)
        return reference->is_nan && optimized->is_nan;
    // Infinities of one sign have equal bits; every other pair with one of them differs.
    if (rule->kind == SPEC_BITS || reference->is_infinite || optimized->is_infinite)
        return false;
    long double apart = distance(reference, optimized);
    long double tolerance = rule->has_tolerance ? rule->tolerance : near_tolerance;
    long double size = larger_size(reference, optimized);
    switch (rule->kind) {
    case SPEC_EQUAL_VALUE:
        return apart == 0;
    case SPEC_NEAR:
        if (magnitude >= 0)
            return apart <= tolerance * magnitude;
        return apart <= tolerance * (size > 1 ? size : 1);
    case SPEC_ULP:
        return within_steps(reference, optimized, rule->tolerance);
    case SPEC_ABS:
        return apart <= tolerance;
    case SPEC_REL:
        return apart <= tolerance * size;
    default:
        base_check(false);
        return false;
    }
}

enum diff_kind diff_number_kind(const struct diff_number *reference,
                                const struct diff_number *optimized, double *error) {
    *error = (double)INFINITY;
    if (reference->is_nan != optimized->is_nan)
        return DIFF_KIND_NAN;
    if (reference->is_infinite || optimized->is_infinite)
        return DIFF_KIND_INFINITE;
    long double apart = distance(reference, optimized), size = larger_size(reference, optimized);
    *error = size > 0 ? (double)(apart / size) : 0;
    if (!spec_base_is_float(reference->base))
        return DIFF_KIND_INTEGER;
    if (apart == 0)
        return DIFF_KIND_ZERO_SIGN;
    return *error > 0x1p-10 ? DIFF_KIND_COARSE : DIFF_KIND_FINE;
}
