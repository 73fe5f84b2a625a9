#include "fuzz/score.h"

#include "base/bits.h"
#include "diff/number.h"

#include <math.h>

uint32_t fuzz_level_of(double ratio) {
    if (!(ratio > 0))
        return 0;
    // The top three bits of the fraction part an octave into eight rungs.
    uint64_t bits = base_bits_f64(ratio);
    int64_t octave = (int64_t)(bits >> 52 & 0x7ff) - 1023;
    int64_t level = FUZZ_LEVEL_LIMIT + octave * FUZZ_RUNGS + (int64_t)(bits >> 49 & 7);
    // What is accepted to the last bit has not reached the limit yet.
    level -= level >= FUZZ_LEVEL_LIMIT && ratio <= 1;
    return level < 1 ? 1 : level >= FUZZ_LEVELS ? FUZZ_LEVELS - 1 : (uint32_t)level;
}

double fuzz_ratio_of(uint32_t level) {
    int rungs = (int)level - FUZZ_LEVEL_LIMIT;
    int octave = rungs >= 0 ? rungs / FUZZ_RUNGS : -((FUZZ_RUNGS - 1 - rungs) / FUZZ_RUNGS);
    if (level == 0)
        return 0;
    return ldexp(1 + (double)(rungs - octave * FUZZ_RUNGS) / FUZZ_RUNGS, octave);
}

/// What scoring has found so far.
struct scoring {
    const struct diff_comparison *comparison;
    const struct corpus_case *one;
    uint8_t *const *inputs;
    bool has_magnitude;
    double worst;
    bool has_number;
    struct diff_number number; ///< the reference's number that is furthest off
};

static double magnitude_at(struct scoring *scoring, const struct diff_target *target,
                           uint64_t element) {
    struct diff_companion *magnitude = scoring->comparison->magnitude;
    if (magnitude == NULL || magnitude->function == NULL || target->leaf->path[0] != '\0' ||
        !spec_base_is_float(target->leaf->base))
        return -1;
    if (!scoring->has_magnitude)
        diff_companion_call(magnitude, scoring->one, scoring->inputs);
    scoring->has_magnitude = true;
    return (double)diff_companion_value(magnitude, target->param_index, element);
}

static double ratio(double apart, double accepted) {
    return accepted > 0 ? apart / accepted : apart > 0 ? (double)INFINITY : 0;
}

/// Divergence over tolerance under one rule. `apart` and `size` as the rule sees numbers.
static double rule_ratio(struct scoring *scoring, const struct diff_target *target,
                         const struct spec_rule *rule, uint64_t element,
                         const struct diff_number *reference, const struct diff_number *optimized) {
    bool is_float = spec_base_is_float(reference->base);
    double r = is_float ? reference->real : (double)reference->integer;
    double o = is_float ? optimized->real : (double)optimized->integer;
    double apart = fabs(r - o), size = fmax(fabs(r), fabs(o));
    double tolerance = rule->has_tolerance ? rule->tolerance : scoring->comparison->near_tolerance,
           scale;
    switch (rule->kind) {
    case SPEC_IGNORE:
        return 0;
    case SPEC_NEAR:
        scale = magnitude_at(scoring, target, element);
        return ratio(apart, tolerance * (scale >= 0 ? scale : fmax(1, size)));
    case SPEC_ABS:
        return ratio(apart, tolerance);
    case SPEC_REL:
        return ratio(apart, tolerance * size);
    case SPEC_ULP: {
        uint64_t steps = reference->base == SPEC_F32
                             ? base_ulp_f32((uint32_t)reference->bits, (uint32_t)optimized->bits)
                             : base_ulp_f64(reference->bits, optimized->bits);
        return ratio((double)steps, rule->tolerance);
    }
    case SPEC_COMPARE_WITH:
        // Nobody but the comparator knows what it accepts; the relative difference is a slope.
        return size > 0 ? 0x1p-10 * apart / size : 0;
    default: // SPEC_BITS, SPEC_EQUAL_VALUE: no difference is accepted
        return apart > 0 || rule->kind == SPEC_BITS ? (double)INFINITY : 0;
    }
}

static void score_number(struct scoring *scoring, const struct diff_target *target,
                         uint64_t element, const struct diff_number *reference,
                         const struct diff_number *optimized) {
    const struct spec_compare *compare = target->leaf->compare;
    double least = (double)INFINITY;
    bool are_numbers = !reference->is_nan && !optimized->is_nan && !reference->is_infinite &&
                       !optimized->is_infinite;
    if (reference->bits == optimized->bits || (reference->is_nan && optimized->is_nan))
        least = 0;
    for (uint32_t i = 0; least > 0 && i < compare->rule_count; i++) {
        bool has_ratio = are_numbers || compare->rules[i].kind == SPEC_IGNORE;
        double one = has_ratio ? rule_ratio(scoring, target, &compare->rules[i], element, reference,
                                            optimized)
                               : (double)INFINITY;
        least = one < least ? one : least;
    }
    if (scoring->has_number && !(least > scoring->worst))
        return;
    scoring->has_number = true;
    scoring->worst = least;
    scoring->number = *reference;
}

/// The elements of a target that are compared: all, or its slice.
static uint64_t compared_count(const struct scoring *scoring, const struct diff_target *target,
                               const struct diff_results *reference) {
    spec_wide values[SPEC_PARAMS_MAX], result = 0, limit;
    const struct spec_kernel *kernel = scoring->one->kernel;
    uint64_t count =
        target->param_index == DIFF_RETURN ? 1 : scoring->one->arguments[target->param_index].count;
    if (target->leaf->compare->slice == NULL)
        return count;
    corpus_case_values(scoring->one, values);
    if (spec_base_is_integer(kernel->result.base))
        result = diff_number_read(kernel->result.base, reference->result).integer;
    if (!spec_evaluate(target->leaf->compare->slice, values, result, &limit) || limit < 0)
        return 0;
    return limit < (spec_wide)count ? (uint64_t)limit : count;
}

static void score_target(struct scoring *scoring, const struct diff_target *target,
                         const struct diff_results *reference,
                         const struct diff_results *optimized) {
    bool is_return = target->param_index == DIFF_RETURN;
    const uint8_t *left = is_return ? reference->result : reference->arrays[target->param_index];
    const uint8_t *right = is_return ? optimized->result : optimized->arrays[target->param_index];
    const struct spec_leaf *leaf = target->leaf;
    size_t size = spec_base_size(leaf->base);
    uint64_t count = compared_count(scoring, target, reference);
    bool is_dense = leaf->count == 1 && target->param->element_size == size;
    if (count > 0 && is_dense && memcmp(left, right, count * size) == 0) {
        // Mostly all bits are equal: then the first number stands for all.
        if (!scoring->has_number)
            scoring->number = diff_number_read(leaf->base, left);
        scoring->has_number = true;
        return;
    }
    for (uint64_t i = 0; i < count; i++) {
        for (size_t j = 0; j < leaf->count; j++) {
            size_t at = i * target->param->element_size + leaf->offset + j * size;
            if (scoring->has_number && memcmp(left + at, right + at, size) == 0)
                continue;
            struct diff_number expected = diff_number_read(leaf->base, left + at);
            struct diff_number found = diff_number_read(leaf->base, right + at);
            score_number(scoring, target, i, &expected, &found);
        }
    }
}

/// 4 buckets for what has no magnitude, 14 of magnitudes for either sign.
static uint32_t bucket_of(const struct diff_number *number) {
    uint32_t scaled, is_negative;
    if (number->is_nan)
        return 0;
    if (number->is_infinite)
        return 1;
    if (!spec_base_is_float(number->base)) {
        spec_wide magnitude = number->integer < 0 ? -number->integer : number->integer;
        if (magnitude == 0)
            return 2;
        is_negative = number->integer < 0;
        scaled = (uint32_t)(63 - __builtin_clzll((uint64_t)magnitude)) * 14 / 64;
        return 4 + scaled + 14 * is_negative;
    }
    bool is_single = number->base == SPEC_F32;
    uint32_t field = (uint32_t)(number->bits >> (is_single ? 23 : 52)) & (is_single ? 0xff : 0x7ff);
    is_negative = (uint32_t)(number->bits >> (is_single ? 31 : 63)) & 1;
    if (field == 0)
        return number->real == 0 ? 2 : 3;
    scaled = field * 14 / (is_single ? 256 : 2048);
    return 4 + scaled + 14 * is_negative;
}

struct fuzz_score fuzz_score_results(const struct diff_comparison *comparison,
                                     const struct corpus_case *one, uint8_t *const *inputs,
                                     const struct diff_results *reference,
                                     const struct diff_results *optimized) {
    struct scoring scoring = {.comparison = comparison, .one = one, .inputs = inputs};
    for (uint32_t i = 0; i < comparison->target_count; i++)
        score_target(&scoring, &comparison->targets[i], reference, optimized);
    return (struct fuzz_score){
        .level = fuzz_level_of(scoring.worst),
        .bucket = scoring.has_number ? bucket_of(&scoring.number) : 2,
    };
}
