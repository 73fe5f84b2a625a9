#include "diff/compare.h"

#include "base/bits.h"
#include "diff/layout.h"
#include "diff/number.h"

#include <string.h>

/// One target's two sides. A stride of 0 repeats one element: a null kernel's constant.
struct row {
    const struct diff_target *target;
    uint64_t count; ///< elements compared
    const uint8_t *reference, *optimized;
    size_t reference_stride, optimized_stride; ///< bytes from element to element
};

/// What a comparison has learnt of the case so far: the magnitude is computed once, when first
/// needed, since most cases are equal bit for bit.
struct state {
    const struct diff_comparison *comparison;
    const struct corpus_case *one;
    uint8_t *const *inputs;
    bool has_magnitude;
};

static bool is_ignored(const struct spec_compare *compare) {
    return compare->rule_count == 1 && compare->rules[0].kind == SPEC_IGNORE;
}

/// The scale of a floating result under `near`, or −1 where the kernel has no magnitude companion.
static long double magnitude_of(struct state *state, const struct diff_target *target,
                                uint64_t element) {
    struct diff_companion *magnitude = state->comparison->magnitude;
    if (magnitude == NULL || magnitude->function == NULL || target->leaf->path[0] != '\0' ||
        !spec_base_is_float(target->leaf->base))
        return -1;
    if (!state->has_magnitude)
        diff_companion_call(magnitude, state->one, state->inputs);
    state->has_magnitude = true;
    long double value = diff_companion_value(magnitude, target->param_index, element);
    return value >= 0 ? value : 0; // a NaN magnitude must not loosen the rule
}

static bool number_accepted(struct state *state, const struct row *row, uint64_t element,
                            const struct diff_number *reference,
                            const struct diff_number *optimized) {
    const struct spec_compare *compare = row->target->leaf->compare;
    for (uint32_t i = 0; i < compare->rule_count; i++) {
        const struct spec_rule *rule = &compare->rules[i];
        if (rule->kind == SPEC_COMPARE_WITH)
            continue;
        long double magnitude =
            rule->kind == SPEC_NEAR ? magnitude_of(state, row->target, element) : -1;
        if (diff_number_accepts(rule, reference, optimized, state->comparison->near_tolerance,
                                magnitude))
            return true;
    }
    return false;
}

/// A comparator sees the whole run at once, or one struct's field after the other where the target
/// is a field or one side is a null kernel's constant.
static bool comparator_accepts(const struct row *row) {
    const struct spec_leaf *leaf = row->target->leaf;
    bool is_run = leaf->path[0] == '\0' && row->optimized_stride == row->reference_stride;
    for (uint32_t i = 0; i < leaf->compare->rule_count; i++) {
        diff_comparator *comparator = row->target->comparators[i];
        if (comparator == NULL)
            continue;
        if (is_run && comparator(row->reference, row->optimized, row->count))
            return true;
        bool accepts_each = !is_run;
        for (uint64_t j = 0; accepts_each && j < row->count; j++)
            accepts_each =
                comparator(row->reference + j * row->reference_stride + leaf->offset,
                           row->optimized + j * row->optimized_stride + leaf->offset, leaf->count);
        if (accepts_each)
            return true;
    }
    return false;
}

static bool is_filler(const struct diff_number *optimized) {
    uint64_t filler = diff_layout_filler(DIFF_BANK_OPTIMIZED);
    size_t size = spec_base_size(optimized->base);
    return size >= 4 && memcmp(&optimized->bits, &filler, size) == 0;
}

static void fill_outcome(const struct diff_target *target, uint64_t element, uint64_t number,
                         struct diff_outcome *outcome) {
    outcome->class = DIFF_DIFFERS;
    outcome->side = DIFF_OPTIMIZED;
    outcome->param = target->param_index;
    outcome->leaf = target->leaf_index;
    outcome->element = element;
    outcome->number = number;
    outcome->kind = DIFF_KIND_COMPARATOR;
}

/// True where plain runs of numbers have the same bytes: then every rule but `with` accepts.
static bool same_bytes(const struct row *row) {
    const struct spec_leaf *leaf = row->target->leaf;
    size_t size = spec_base_size(leaf->base) * leaf->count;
    return leaf->offset == 0 && row->reference_stride == size && row->optimized_stride == size &&
           memcmp(row->reference, row->optimized, row->count * size) == 0;
}

/// Looks for the first number that no rule accepts; false where there is one.
static bool compare_numbers(struct state *state, const struct row *row,
                            struct diff_outcome *outcome) {
    const struct spec_leaf *leaf = row->target->leaf;
    size_t size = spec_base_size(leaf->base);
    for (uint64_t i = 0; i < row->count; i++) {
        const uint8_t *reference = row->reference + i * row->reference_stride + leaf->offset;
        const uint8_t *optimized = row->optimized + i * row->optimized_stride + leaf->offset;
        for (size_t j = 0; j < leaf->count; j++) {
            if (memcmp(reference + j * size, optimized + j * size, size) == 0)
                continue;
            struct diff_number expected = diff_number_read(leaf->base, reference + j * size);
            struct diff_number found = diff_number_read(leaf->base, optimized + j * size);
            if (number_accepted(state, row, i, &expected, &found))
                continue;
            fill_outcome(row->target, i, j, outcome);
            if (row->target->has_comparator)
                return false;
            outcome->kind = diff_number_kind(&expected, &found, &outcome->error);
            if (row->target->param_index != DIFF_RETURN && is_filler(&found))
                outcome->kind = DIFF_KIND_UNWRITTEN;
            return false;
        }
    }
    return true;
}

static bool compare_row(struct state *state, const struct row *row, struct diff_outcome *outcome) {
    if (!row->target->has_comparator)
        return is_ignored(row->target->leaf->compare) || same_bytes(row) ||
               compare_numbers(state, row, outcome);
    if (comparator_accepts(row))
        return true;
    // One alternative suffices: numbers that another rule accepts need no comparator.
    bool is_accepted = compare_numbers(state, row, outcome);
    if (is_accepted && row->target->leaf->compare->rule_count > 1)
        return true;
    // Where the comparator rejects a run of equal numbers, the first is named.
    if (is_accepted)
        fill_outcome(row->target, 0, 0, outcome);
    return false;
}

static uint64_t compared_count(const struct diff_comparison *comparison,
                               const struct corpus_case *one, const struct diff_target *target,
                               const struct diff_results *reference) {
    uint64_t count =
        target->param_index == DIFF_RETURN ? 1 : one->arguments[target->param_index].count;
    const struct spec_expr *expr = target->leaf->compare->slice;
    if (expr == NULL)
        return count;
    spec_wide values[SPEC_PARAMS_MAX], result = 0, slice = 0;
    const struct spec_param *returned = &comparison->kernel->result;
    if (spec_base_is_integer(returned->base))
        result = diff_number_read(returned->base, reference->result).integer;
    corpus_case_values(one, values);
    if (!spec_evaluate(expr, values, result, &slice) || slice < 0)
        return 0;
    return slice < (spec_wide)count ? (uint64_t)slice : count;
}

static const uint8_t *side_bytes(const struct diff_results *results,
                                 const struct diff_target *target) {
    return target->param_index == DIFF_RETURN ? results->result
                                              : results->arrays[target->param_index];
}

/// The row of a target; with `optimized` NULL that side is left for the caller to fill in.
static struct row make_row(const struct diff_comparison *comparison, const struct corpus_case *one,
                           const struct diff_target *target, const struct diff_results *reference,
                           const struct diff_results *optimized) {
    return (struct row){
        .target = target,
        .count = compared_count(comparison, one, target, reference),
        .reference = side_bytes(reference, target),
        .optimized = optimized != NULL ? side_bytes(optimized, target) : NULL,
        .reference_stride = target->param->element_size,
        .optimized_stride = target->param->element_size,
    };
}

bool diff_compare(const struct diff_comparison *comparison, const struct corpus_case *one,
                  uint8_t *const *inputs, const struct diff_results *reference,
                  const struct diff_results *optimized, struct diff_outcome *outcome) {
    struct state state = {.comparison = comparison, .one = one, .inputs = inputs};
    for (uint32_t i = 0; i < comparison->target_count; i++) {
        struct row row = make_row(comparison, one, &comparison->targets[i], reference, optimized);
        if (!compare_row(&state, &row, outcome))
            return false;
    }
    return true;
}

static bool row_same_bits(const struct row *row) {
    const struct spec_leaf *leaf = row->target->leaf;
    size_t size = spec_base_size(leaf->base);
    for (uint64_t i = 0; i < row->count * leaf->count; i++) {
        size_t at = i / leaf->count * row->reference_stride + leaf->offset + i % leaf->count * size;
        struct diff_number first = diff_number_read(leaf->base, row->reference + at);
        struct diff_number second = diff_number_read(leaf->base, row->optimized + at);
        if (first.bits != second.bits && !(first.is_nan && second.is_nan))
            return false;
    }
    return true;
}

bool diff_compare_bits(const struct diff_comparison *comparison, const struct corpus_case *one,
                       const struct diff_results *first, const struct diff_results *second) {
    for (uint32_t i = 0; i < comparison->target_count; i++) {
        struct row row = make_row(comparison, one, &comparison->targets[i], first, second);
        if (!is_ignored(row.target->leaf->compare) && !same_bytes(&row) && !row_same_bits(&row))
            return false;
    }
    return true;
}

/// One element as the null kernel leaves it, at the leaf's offset.
static void null_element(uint8_t *element, const struct spec_leaf *leaf, enum diff_null null) {
    size_t size = spec_base_size(leaf->base);
    uint64_t bits = 0;
    if (null == DIFF_NULL_NOTHING)
        bits = diff_layout_filler(DIFF_BANK_OPTIMIZED);
    else if (null == DIFF_NULL_NAN && leaf->base == SPEC_F32)
        bits = 0x7fc00000u;
    else if (null == DIFF_NULL_NAN && leaf->base == SPEC_F64)
        bits = 0x7ff8000000000000u;
    else if (null == DIFF_NULL_NAN)
        bits = leaf->base == SPEC_BOOL ? 1 : UINT64_MAX;
    for (size_t i = 0; i < leaf->count; i++)
        memcpy(element + leaf->offset + i * size, &bits, size);
}

enum { NULL_ELEMENT_BYTES = 4096 };

bool diff_compare_null(const struct diff_comparison *comparison, const struct corpus_case *one,
                       uint8_t *const *inputs, const struct diff_results *reference,
                       enum diff_null null) {
    struct state state = {.comparison = comparison, .one = one, .inputs = inputs};
    struct diff_outcome ignored = {0};
    for (uint32_t i = 0; i < comparison->target_count; i++) {
        const struct diff_target *target = &comparison->targets[i];
        uint8_t element[NULL_ELEMENT_BYTES];
        // A field beyond this size is not held against the null kernel: the evidence only becomes
        // stricter by that.
        if (target->leaf->offset + spec_base_size(target->leaf->base) * target->leaf->count >
            sizeof element)
            continue;
        struct row row = make_row(comparison, one, target, reference, NULL);
        if (null == DIFF_NULL_NOTHING && target->param->role == SPEC_IN_OUT) {
            row.optimized = one->arguments[target->param_index].data;
        } else {
            null_element(element, target->leaf, null);
            row.optimized = element;
            row.optimized_stride = 0;
        }
        if (!compare_row(&state, &row, &ignored))
            return false;
    }
    return true;
}

/// Of numbers side by side; the loops are such as compilers vectorize, since this runs on every
/// case's results.
static uint64_t dense_finite_f32(const uint8_t *numbers, uint64_t count) {
    uint64_t finite = 0;
    for (uint64_t start = 0, end; start < count; start = end) {
        uint32_t some = 0;
        end = count - start < INT32_MAX ? count : start + INT32_MAX;
        for (uint64_t i = start; i < end; i++) {
            uint32_t bits;
            memcpy(&bits, numbers + 4 * i, 4);
            some += base_is_finite_f32(bits);
        }
        finite += some;
    }
    return finite;
}

static uint64_t dense_finite_f64(const uint8_t *numbers, uint64_t count) {
    uint64_t finite = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, numbers + 8 * i, 8);
        finite += base_is_finite_f64(bits);
    }
    return finite;
}

static uint64_t row_finite(const struct row *row) {
    const struct spec_leaf *leaf = row->target->leaf;
    size_t size = spec_base_size(leaf->base);
    uint64_t finite = 0;
    if (row->reference_stride == size)
        return size == 4 ? dense_finite_f32(row->reference, row->count)
                         : dense_finite_f64(row->reference, row->count);
    for (uint64_t i = 0; i < row->count; i++) {
        const uint8_t *at = row->reference + i * row->reference_stride + leaf->offset;
        for (size_t j = 0; j < leaf->count; j++) {
            uint64_t bits = 0;
            memcpy(&bits, at + j * size, size);
            finite += size == 4 ? base_is_finite_f32((uint32_t)bits) : base_is_finite_f64(bits);
        }
    }
    return finite;
}

void diff_count_numbers(const struct diff_comparison *comparison, const struct corpus_case *one,
                        const struct diff_results *reference, uint64_t *numbers, uint64_t *finite) {
    *numbers = *finite = 0;
    for (uint32_t i = 0; i < comparison->target_count; i++) {
        struct row row = make_row(comparison, one, &comparison->targets[i], reference, NULL);
        if (is_ignored(row.target->leaf->compare))
            continue;
        uint64_t count = row.count * row.target->leaf->count;
        *numbers += count;
        *finite += spec_base_is_float(row.target->leaf->base) ? row_finite(&row) : count;
    }
}

static bool find_comparators(struct diff_target *target, const struct diff_library *reference,
                             struct base_pool *pool, struct base_diag *diag) {
    const struct spec_compare *compare = target->leaf->compare;
    target->comparators =
        base_pool_take_array(pool, compare->rule_count, sizeof *target->comparators);
    for (uint32_t i = 0; i < compare->rule_count; i++) {
        if (compare->rules[i].kind != SPEC_COMPARE_WITH)
            continue;
        diff_function function = diff_library_find(reference, compare->rules[i].name);
        if (function == NULL)
            return base_fail_at(diag, compare->place, "the library %s exports no comparator %s",
                                reference->path, compare->rules[i].name);
        target->has_comparator = true;
        target->comparators[i] = (diff_comparator *)function;
    }
    return true;
}

static bool add_targets(struct diff_comparison *comparison, const struct spec_param *param,
                        uint32_t param_index, const struct diff_library *reference,
                        struct base_pool *pool, struct base_diag *diag) {
    for (uint32_t i = 0; i < param->leaf_count; i++) {
        struct diff_target *target = &comparison->targets[comparison->target_count++];
        *target = (struct diff_target){
            .param = param, .leaf = &param->leaves[i], .param_index = param_index, .leaf_index = i};
        if (!find_comparators(target, reference, pool, diag))
            return false;
    }
    return true;
}

bool diff_comparison_prepare(struct diff_comparison *comparison, const struct spec_kernel *kernel,
                             const struct diff_library *reference, double near_tolerance,
                             struct diff_companion *magnitude, struct base_pool *pool,
                             struct base_diag *diag) {
    *comparison = (struct diff_comparison){
        .kernel = kernel, .near_tolerance = near_tolerance, .magnitude = magnitude};
    uint32_t count = kernel->result.leaf_count;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        count += kernel->params[i].leaf_count;
    comparison->targets = base_pool_take_array(pool, count, sizeof *comparison->targets);
    if (kernel->result.base != SPEC_VOID &&
        !add_targets(comparison, &kernel->result, DIFF_RETURN, reference, pool, diag))
        return false;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (spec_is_result(param) && !add_targets(comparison, param, i, reference, pool, diag))
            return false;
    }
    return true;
}
