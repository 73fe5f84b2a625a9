// Edits of lengths: how an array whose extent is an expression follows when lanes of its dimensions
// are cut out or change places.

#include "corpus/shrink_state.h"

#include <string.h>

enum {
    SEGMENTS_MAX = 8,
    FACTORS_MAX = 8,
};

/// An extent as the sum of row-major products: `n * m + 1` has the segments [n][m] and [1].
struct factor {
    uint64_t old_size, new_size;
    const struct corpus_edit *edit; ///< the edit that explains the change of size, or NULL
};

struct segment {
    struct factor factors[FACTORS_MAX];
    uint32_t count;
    uint64_t old_total, new_total;
};

struct layout {
    struct segment segments[SEGMENTS_MAX];
    uint32_t count;
};

struct layout_context {
    const struct corpus_edits *edits;
    const spec_wide *old_values, *new_values;
};

static bool add_factor(struct segment *segment, const struct spec_expr *expr,
                       const struct layout_context *context) {
    spec_wide old_size, new_size;
    if (segment->count == FACTORS_MAX || !spec_evaluate(expr, context->old_values, 0, &old_size) ||
        !spec_evaluate(expr, context->new_values, 0, &new_size) || old_size < 0 || new_size < 0) {
        return false;
    }
    struct factor *factor = &segment->factors[segment->count++];
    *factor = (struct factor){.old_size = (uint64_t)old_size, .new_size = (uint64_t)new_size};
    for (uint32_t i = 0; i < context->edits->count; i++) {
        const struct corpus_edit *edit = &context->edits->items[i];
        if ((corpus_expr_params(expr) >> edit->param & 1) != 0 &&
            old_size - new_size == (spec_wide)edit->count) {
            factor->edit = edit;
        }
    }
    return true;
}

static bool add_factors(struct segment *segment, const struct spec_expr *expr,
                        const struct layout_context *context) {
    if (expr->operation != SPEC_MULTIPLY) {
        return add_factor(segment, expr, context);
    }
    bool number_first = expr->left->operation == SPEC_NUMBER && !context->edits->is_planar;
    return add_factors(segment, number_first ? expr->right : expr->left, context) &&
           add_factors(segment, number_first ? expr->left : expr->right, context);
}

static bool add_segments(struct layout *layout, const struct spec_expr *expr,
                         const struct layout_context *context) {
    if (expr->operation == SPEC_ADD) {
        return add_segments(layout, expr->left, context) &&
               add_segments(layout, expr->right, context);
    }
    if (layout->count == SEGMENTS_MAX) {
        return false;
    }
    struct segment *segment = &layout->segments[layout->count++];
    *segment = (struct segment){.old_total = 1, .new_total = 1};
    if (!add_factors(segment, expr, context)) {
        return false;
    }
    for (uint32_t i = 0; i < segment->count; i++) {
        segment->old_total *= segment->factors[i].old_size;
        segment->new_total *= segment->factors[i].new_size;
    }
    return true;
}

/// Reads an extent as a layout; what is no sum of products is one dimension without edits, which
/// keeps its first elements.
static void read_layout(struct layout *layout, const struct spec_expr *extent, uint64_t old_count,
                        uint64_t new_count, const struct layout_context *context) {
    layout->count = 0;
    uint64_t old_total = 0, new_total = 0;
    bool is_read = !context->edits->is_flat && add_segments(layout, extent, context);
    for (uint32_t i = 0; is_read && i < layout->count; i++) {
        old_total += layout->segments[i].old_total;
        new_total += layout->segments[i].new_total;
    }
    if (!is_read || old_total != old_count || new_total != new_count) {
        layout->count = 1;
        layout->segments[0] =
            (struct segment){.count = 1, .old_total = old_count, .new_total = new_count};
        layout->segments[0].factors[0] =
            (struct factor){.old_size = old_count, .new_size = new_count};
    }
}

/// Where a dimension's new lane was before.
static uint64_t lane_before(const struct factor *factor, uint64_t lane) {
    const struct corpus_edit *edit = factor->edit;
    if (edit != NULL && edit->count == 0) {
        return lane == edit->index ? edit->other : lane == edit->other ? edit->index : lane;
    }
    if (edit != NULL) {
        uint64_t start = edit->index < factor->new_size ? edit->index : factor->new_size;
        return lane < start ? lane : lane + edit->count;
    }
    return lane < factor->old_size ? lane : factor->old_size - 1;
}

/// Where a segment's new element was before; the segment had elements.
static uint64_t element_before(const struct segment *segment, uint64_t element) {
    uint64_t before = 0, old_stride = 1;
    for (uint32_t i = segment->count; i-- > 0;) {
        const struct factor *factor = &segment->factors[i];
        before += lane_before(factor, element % factor->new_size) * old_stride;
        element /= factor->new_size;
        old_stride *= factor->old_size;
    }
    return before;
}

static void map_array(struct corpus_argument *target, const struct corpus_argument *source,
                      size_t element_size, const struct layout *layout) {
    uint8_t *to = target->data;
    const uint8_t *from = source->data;
    for (uint32_t i = 0; i < layout->count; i++) {
        const struct segment *segment = &layout->segments[i];
        for (uint64_t k = 0; k < segment->new_total; k++, to += element_size) {
            if (segment->old_total == 0) {
                memset(to, 0, element_size);
                continue;
            }
            memcpy(to, from + element_before(segment, k) * element_size, element_size);
        }
        from += segment->old_total * element_size;
    }
}

/// The highest value that the domain's first alternative admits if only one edit was made.
static bool bound_after(const struct spec_alternative *alternative, spec_wide *values,
                        const struct corpus_edit *edit, spec_wide *before, spec_wide *after) {
    const struct spec_expr *expr =
        alternative->kind == SPEC_PARTITION ? alternative->size : alternative->high.expr;
    if (alternative->kind != SPEC_PARTITION &&
        (alternative->kind != SPEC_RANGE || alternative->high.kind != SPEC_BOUND_EXPR)) {
        return false;
    }
    bool is_known = spec_evaluate(expr, values, 0, before);
    values[edit->param] -= (spec_wide)edit->count;
    is_known = is_known && spec_evaluate(expr, values, 0, after);
    values[edit->param] += (spec_wide)edit->count;
    return is_known;
}

/// Numbers that name lanes of an edited dimension follow their lanes: what named a cut lane names
/// the one that took its place. A scalar must be an index (below the length), not a count.
static void renumber(const struct corpus_numbers *numbers, const spec_wide *old_values,
                     const struct corpus_edit *edit) {
    const struct spec_alternative *alternative = &numbers->leaf->domain->alternatives[0];
    spec_wide values[SPEC_PARAMS_MAX], before, after;
    memcpy(values, old_values, sizeof values);
    if (spec_base_is_float(numbers->leaf->base) || edit->count == 0 ||
        !bound_after(alternative, values, edit, &before, &after) ||
        before - after != (spec_wide)edit->count) {
        return;
    }
    spec_wide highest = alternative->high_is_open ? before - 1 : before;
    if (numbers->is_scalar && highest >= values[edit->param]) {
        return;
    }
    enum spec_base base = numbers->leaf->base;
    spec_wide start = (spec_wide)edit->index, end = start + (spec_wide)edit->count;
    for (uint64_t i = 0; i < numbers->count; i++) {
        spec_wide value = corpus_place_of_bits(base, corpus_numbers_get(numbers, i));
        if (value >= start) {
            value = value >= end ? value - (spec_wide)edit->count : start;
            corpus_numbers_set(numbers, i, corpus_bits_of_place(base, value));
        }
    }
}

static void renumber_all(struct corpus_shrink_state *state, const struct corpus_edits *edits,
                         const spec_wide *old_values, bool scalars) {
    for (uint32_t i = 0; i < state->kernel->param_count; i++) {
        const struct spec_param *param = &state->kernel->params[i];
        struct corpus_numbers numbers;
        for (uint32_t k = 0; k < param->leaf_count; k++) {
            if (!corpus_numbers_of(state->trial, i, k, &numbers) || param->is_length ||
                numbers.is_scalar != scalars) {
                continue;
            }
            for (uint32_t e = 0; e < edits->count; e++) {
                renumber(&numbers, old_values, &edits->items[e]);
            }
        }
    }
}

bool corpus_edits_apply(struct corpus_shrink_state *state, const struct corpus_edits *edits) {
    const struct spec_kernel *kernel = state->kernel;
    spec_wide old_values[SPEC_PARAMS_MAX], new_values[SPEC_PARAMS_MAX];
    corpus_shrink_begin(state);
    corpus_case_values(state->best, old_values);
    for (uint32_t i = 0; i < edits->count; i++) {
        const struct corpus_edit *edit = &edits->items[i];
        enum spec_base base = kernel->params[edit->param].base;
        state->trial->arguments[edit->param].bits =
            corpus_bits_of_place(base, old_values[edit->param] - (spec_wide)edit->count);
    }
    renumber_all(state, edits, old_values, true);
    if (!corpus_repair_scalars(state)) {
        return false;
    }
    corpus_case_values(state->trial, new_values);
    struct layout_context context = {edits, old_values, new_values};
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        if (!param->is_array || param->role == SPEC_OUT) {
            continue;
        }
        struct layout layout;
        read_layout(&layout, param->extent, state->best->arguments[i].count,
                    state->trial->arguments[i].count, &context);
        map_array(&state->trial->arguments[i], &state->best->arguments[i], param->element_size,
                  &layout);
    }
    renumber_all(state, edits, old_values, false);
    return corpus_repair_elements(state);
}

/// The offsets array's parameter whose parts one cut of rows removes, as a further cut.
static bool parts_of_cut(struct corpus_shrink_state *state, uint32_t param,
                         const struct corpus_edit *cut, struct corpus_edit *parts) {
    const struct spec_param *model = &state->kernel->params[param];
    struct corpus_numbers numbers;
    if (!model->is_array || (corpus_expr_params(model->extent) >> cut->param & 1) == 0 ||
        !corpus_numbers_of(state->best, param, 0, &numbers) ||
        numbers.leaf->domain->alternatives[0].kind != SPEC_PARTITION || numbers.count == 0) {
        return false;
    }
    const struct spec_expr *size = numbers.leaf->domain->alternatives[0].size;
    if (size->operation != SPEC_PARAM || size->param == cut->param) {
        return false;
    }
    // Where the cut takes the last offset itself, the parts before the block's rows go with it.
    uint64_t last = numbers.count - 1, first_row = cut->index, end_row = cut->index + cut->count;
    if (end_row > last) {
        end_row = last;
        first_row = cut->count > last ? 0 : last - cut->count;
    }
    uint64_t first = corpus_numbers_get(&numbers, first_row);
    uint64_t end = corpus_numbers_get(&numbers, end_row);
    *parts = (struct corpus_edit){.param = size->param, .index = first, .count = end - first};
    return end > first;
}

/// Adds to each cut of rows the cut of their parts, unless the parts shall stay.
static void complete_edits(struct corpus_shrink_state *state, struct corpus_edits *edits) {
    uint32_t given = edits->count;
    for (uint32_t e = 0; e < given && !edits->keeps_parts; e++) {
        for (uint32_t i = 0; i < state->kernel->param_count; i++) {
            struct corpus_edit parts;
            bool is_new = edits->count < CORPUS_EDITS_MAX && edits->items[e].count > 0 &&
                          parts_of_cut(state, i, &edits->items[e], &parts);
            for (uint32_t k = 0; is_new && k < edits->count; k++) {
                is_new = edits->items[k].param != parts.param;
            }
            if (is_new) {
                edits->items[edits->count++] = parts;
            }
        }
    }
}

/// Whether some extent is a product that begins with a number, so that it can be read as planes.
static bool has_planes(const struct spec_expr *expr) {
    if (expr == NULL || expr->operation == SPEC_NUMBER || expr->operation == SPEC_PARAM ||
        expr->operation == SPEC_RETURN) {
        return false;
    }
    return (expr->operation == SPEC_MULTIPLY && expr->left->operation == SPEC_NUMBER) ||
           has_planes(expr->left) || has_planes(expr->right);
}

/// Whether an extent is a sum with a product of lengths in it, such as a strided vector's
/// `(n - 1) * stride + 1`: read as rows and a rest, its last element could never be cut.
static bool has_rest(const struct spec_expr *expr) {
    if (expr->operation == SPEC_ADD) {
        return has_rest(expr->left) || has_rest(expr->right);
    }
    return expr->operation == SPEC_MULTIPLY && corpus_expr_params(expr->left) != 0 &&
           corpus_expr_params(expr->right) != 0;
}

bool corpus_edits_try(struct corpus_shrink_state *state, const struct corpus_edit *items,
                      uint32_t count) {
    bool planes = false, parts = false, rest = false;
    for (uint32_t i = 0; i < state->kernel->param_count; i++) {
        const struct spec_expr *extent = state->kernel->params[i].extent;
        planes = planes || has_planes(extent);
        rest = rest || (extent != NULL && extent->operation == SPEC_ADD && has_rest(extent));
    }
    for (int reading = 0; reading < 6; reading++) {
        struct corpus_edits edits = {.keeps_parts = (reading & 1) != 0,
                                     .is_planar = (reading & 2) != 0,
                                     .is_flat = (reading & 4) != 0};
        if ((edits.is_planar && !planes) || (edits.keeps_parts && !parts) ||
            (edits.is_flat && !rest)) {
            continue;
        }
        memcpy(edits.items, items, count * sizeof *items);
        edits.count = count;
        complete_edits(state, &edits);
        parts = parts || edits.count > count;
        if (corpus_edits_apply(state, &edits) && corpus_shrink_try(state)) {
            return true;
        }
    }
    return false;
}

bool corpus_shrink_swap_lanes(struct corpus_shrink_state *state, uint32_t param, uint64_t i,
                              uint64_t j) {
    struct corpus_edit swap = {.param = param, .index = i, .other = j};
    return corpus_edits_try(state, &swap, 1);
}
