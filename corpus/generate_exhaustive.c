#include "corpus/generate_parts.h"

#include <inttypes.h>

enum { EXHAUSTIVE_LENGTH_MAX = 4096 };

static const uint64_t patterns_total = 1ull << 32;

/// The one free parameter, and the length scalar that packs its patterns (or SPEC_PARAMS_MAX).
struct freedom {
    uint32_t param;
    uint32_t length;
};

static bool expr_equal(const struct spec_expr *left, const struct spec_expr *right) {
    if (left == NULL || right == NULL)
        return left == right;
    return left->operation == right->operation && left->number == right->number &&
           (left->operation != SPEC_PARAM || left->param == right->param) &&
           expr_equal(left->left, right->left) && expr_equal(left->right, right->right);
}

/// Whether the domain admits exactly one number, so that it is no freedom.
static bool is_fixed(const struct spec_leaf *leaf) {
    const struct spec_domain *domain = leaf->domain;
    const struct spec_alternative *only = &domain->alternatives[0];
    return domain->alternative_count == 1 && only->kind == SPEC_RANGE && !only->high_is_open &&
           only->low.text != NULL && only->high.text != NULL &&
           strcmp(only->low.text, only->high.text) == 0;
}

/// Whether every result is an array of the same extent as the parameter: then results are made
/// element by element, and many patterns go into one call.
static bool is_elementwise(const struct spec_kernel *kernel, const struct spec_param *input) {
    if (kernel->result.base != SPEC_VOID || input->extent->operation != SPEC_PARAM)
        return false;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (param->role != SPEC_IN && !expr_equal(param->extent, input->extent))
            return false;
    }
    return true;
}

static bool is_32_bit(const struct spec_param *param) {
    return param->leaf_count == 1 && param->base != SPEC_STRUCT && param->leaves[0].count == 1 &&
           spec_base_size(param->base) == 4 &&
           param->leaves[0].domain->alternatives[0].kind != SPEC_PARTITION;
}

/// Finds the freedom; false with a diag that says what else is free.
static bool find_freedom(const struct spec_kernel *kernel, struct freedom *freedom,
                         struct base_diag *diag) {
    uint32_t lengths = 0, free_count = 0;
    const struct spec_param *other = NULL;
    *freedom = (struct freedom){SPEC_PARAMS_MAX, SPEC_PARAMS_MAX};
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        bool varies = false;
        for (uint32_t k = 0; param->role != SPEC_OUT && k < param->leaf_count; k++)
            varies |= !is_fixed(&param->leaves[k]);
        if (!varies)
            continue;
        if (param->is_length && !param->is_array) {
            lengths |= 1u << i;
            continue;
        }
        free_count++;
        if (is_32_bit(param) && freedom->param == SPEC_PARAMS_MAX)
            freedom->param = i;
        else
            other = param;
    }
    if (freedom->param == SPEC_PARAMS_MAX)
        return base_fail(
            diag, "%s cannot be run exhaustively: it has no free 32-bit scalar or element%s%s",
            kernel->name, other != NULL ? ", but free is " : "", other != NULL ? other->name : "");
    const struct spec_param *param = &kernel->params[freedom->param];
    if (free_count > 1)
        return base_fail(diag, "%s cannot be run exhaustively: beside %s, %s is free", kernel->name,
                         param->name, other->name);
    if (param->is_array && is_elementwise(kernel, param)) {
        freedom->length = param->extent->param;
        lengths &= ~(1u << freedom->length);
    } else if (param->is_array && param->extent_max != 1) {
        return base_fail(diag,
                         "%s cannot be run exhaustively: it is not elementwise, and %s has up to "
                         "%" PRIu64 " elements",
                         kernel->name, param->name, param->extent_max);
    }
    for (uint32_t i = 0; i < kernel->param_count; i++)
        if (lengths >> i & 1)
            return base_fail(diag, "%s cannot be run exhaustively: the length %s is free",
                             kernel->name, kernel->params[i].name);
    return true;
}

bool corpus_exhaustive_possible(const struct spec_kernel *kernel, struct base_diag *diag) {
    struct freedom freedom;
    return find_freedom(kernel, &freedom, diag);
}

void corpus_exhaustive_prepare(struct corpus_generator *generator) {
    struct base_diag diag;
    struct freedom freedom;
    generator->free_param = SPEC_PARAMS_MAX;
    if (!find_freedom(generator->kernel, &freedom, &diag))
        return;
    generator->free_param = freedom.param;
    generator->free_length = freedom.length;
    generator->pattern_count = 1;
    if (freedom.length == SPEC_PARAMS_MAX)
        return;
    struct corpus_case none = {.kernel = generator->kernel};
    struct corpus_draw draw = {.generator = generator, .one = &none};
    spec_wide value;
    if (corpus_scalar_at_most(&draw, freedom.length, EXHAUSTIVE_LENGTH_MAX, &value) && value > 0)
        generator->pattern_count = (uint64_t)value;
}

uint64_t corpus_exhaustive_cases(const struct corpus_generator *generator) {
    base_check(generator->free_param < SPEC_PARAMS_MAX);
    return (patterns_total + generator->pattern_count - 1) / generator->pattern_count;
}

/// Scalars and counts; all scalars but the free one and its length are fixed.
static void set_scalars(const struct corpus_generator *generator, struct corpus_draw *draw) {
    const struct spec_kernel *kernel = generator->kernel;
    struct corpus_case *one = draw->one;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        one->arguments[i].bits = generator->fallback_bits[i];
    corpus_case_values(one, draw->values);
    if (generator->free_length < SPEC_PARAMS_MAX)
        corpus_scalar_set(draw, generator->free_length, (spec_wide)generator->pattern_count);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        uint64_t count = 1;
        if (kernel->params[i].is_array)
            base_check(corpus_extent_evaluate(&kernel->params[i], draw->values, &count));
        one->arguments[i].count = count;
    }
}

/// The free input with its alternatives evaluated for the case at hand.
static const struct corpus_input *free_input(const struct corpus_generator *generator,
                                             struct corpus_draw *draw) {
    struct corpus_input *input = &generator->inputs[generator->first_input[generator->free_param]];
    corpus_input_evaluate(draw, input, generator->pattern_count);
    return input;
}

/// Whether the patterns `first` to `first + count - 1` are known to lie inside the domain, all of
/// them, by a look at the two ends: among NaNs of one sign, and among the other numbers of one
/// sign, what an alternative holds has no gaps. False may also mean that it takes a closer look.
static bool run_is_inside(const struct corpus_input *input, uint64_t first, uint64_t count) {
    enum spec_base base = input->leaf->base;
    uint64_t last = first + count - 1;
    if (count == 0 || last >= patterns_total || first >> 31 != last >> 31 ||
        corpus_bits_are_nan(base, first) != corpus_bits_are_nan(base, last))
        return false;
    for (uint32_t i = 0; i < input->leaf->domain->alternative_count; i++)
        if (corpus_interval_holds(&input->intervals[i], first) &&
            corpus_interval_holds(&input->intervals[i], last))
            return true;
    return false;
}

uint64_t corpus_exhaustive_patterns(const struct corpus_generator *generator, uint64_t index) {
    struct corpus_case one = {.kernel = generator->kernel};
    struct corpus_draw draw = {.generator = generator, .one = &one};
    uint64_t count = generator->pattern_count, inside = 0;
    set_scalars(generator, &draw);
    const struct corpus_input *input = free_input(generator, &draw);
    if (run_is_inside(input, index * count, count))
        return count;
    for (uint64_t i = 0; i < count && index * count + i < patterns_total; i++)
        inside += corpus_input_holds(input, index * count + i);
    return inside;
}

/// The pattern, or where it lies outside the domain its neighbour inside: the nearest end.
static uint64_t pattern_inside(const struct corpus_input *input, uint64_t pattern) {
    enum spec_base base = input->leaf->base;
    if (pattern >= patterns_total)
        pattern = patterns_total - 1;
    if (corpus_input_holds(input, pattern))
        return pattern;
    spec_wide place = corpus_bits_are_nan(base, pattern) ? 0 : corpus_place_of_bits(base, pattern);
    uint64_t nearest = 0;
    spec_wide distance = -1;
    for (uint32_t i = 0; i < input->leaf->domain->alternative_count; i++) {
        const struct corpus_interval *interval = &input->intervals[i];
        spec_wide ends[2] = {interval->low, interval->high};
        for (int end = 0; end < 2 && !interval->is_empty; end++) {
            uint64_t bits = interval->kind == SPEC_NAN ? corpus_special(base, 0)
                                                       : corpus_bits_of_place(base, ends[end]);
            spec_wide away = ends[end] > place ? ends[end] - place : place - ends[end];
            if (!corpus_interval_holds(interval, bits) || (distance >= 0 && away >= distance))
                continue;
            nearest = bits;
            distance = away;
        }
    }
    return nearest;
}

void corpus_exhaustive_shape(const struct corpus_generator *generator, uint64_t index,
                             struct corpus_case *one) {
    struct corpus_draw draw = {.generator = generator, .one = one};
    base_check(generator->free_param < SPEC_PARAMS_MAX);
    one->kernel = generator->kernel;
    set_scalars(generator, &draw);
    draw.words.state = index;
    corpus_place_arrays(&draw);
    if (!generator->kernel->params[generator->free_param].is_array)
        one->arguments[generator->free_param].bits =
            pattern_inside(free_input(generator, &draw), index);
}

void corpus_exhaustive_elements(const struct corpus_generator *generator, uint64_t index,
                                struct corpus_case *one) {
    struct corpus_draw draw = {.generator = generator, .one = one};
    struct corpus_argument *argument = &one->arguments[generator->free_param];
    bool has_fixed = false;
    for (uint32_t i = 0; i < generator->input_count; i++) {
        const struct spec_param *param = &generator->kernel->params[generator->inputs[i].param];
        bool is_free = generator->inputs[i].param == generator->free_param;
        has_fixed |= !is_free && (param->is_array || param->base == SPEC_STRUCT);
    }
    // Other arrays hold the one number of their domains.
    if (has_fixed)
        corpus_draw_elements(generator, index, one);
    if (!generator->kernel->params[generator->free_param].is_array)
        return;
    corpus_case_values(one, draw.values);
    const struct corpus_input *input = free_input(generator, &draw);
    uint64_t first = index * generator->pattern_count;
    bool is_inside = run_is_inside(input, first, argument->count);
    for (uint64_t i = 0; i < argument->count; i++)
        corpus_number_set(argument->data, i, 4,
                          is_inside ? first + i : pattern_inside(input, first + i));
    corpus_case_complete(one, generator->completion);
}
