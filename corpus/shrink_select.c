#include "corpus/shrink_state.h"

#include <string.h>

bool corpus_is_free(const struct corpus_numbers *numbers) {
    return !numbers->param->is_length && !corpus_leaf_has(numbers->leaf, SPEC_PERMUTATION);
}

void corpus_walk_leaves(struct corpus_shrink_state *state, corpus_visit_leaf *visit,
                        void *context) {
    for (uint32_t i = 0; i < state->kernel->param_count; i++) {
        const struct spec_param *param = &state->kernel->params[i];
        struct corpus_numbers numbers;
        for (uint32_t k = 0; k < param->leaf_count; k++) {
            if (state->is_exhausted || (corpus_numbers_of(state->best, i, k, &numbers) &&
                                        !param->is_length && !visit(state, i, k, context))) {
                return;
            }
        }
    }
}

/// Repairs the trial after its values changed, and offers it.
bool corpus_repair_and_try(struct corpus_shrink_state *state) {
    return corpus_repair_scalars(state) && corpus_repair_elements(state) &&
           corpus_shrink_try(state);
}

struct replacement {
    const struct corpus_selection *selection;
    uint64_t bits;
};

static bool replace_in_leaf(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                            void *context) {
    const struct replacement *replacement = context;
    const struct corpus_selection *selection = replacement->selection;
    struct corpus_numbers numbers;
    corpus_numbers_of(state->trial, param, leaf, &numbers);
    if (numbers.leaf->base != selection->base || !corpus_is_free(&numbers) ||
        corpus_leaf_has(numbers.leaf, SPEC_PARTITION)) {
        return true;
    }
    for (uint64_t i = 0; i < numbers.count; i++) {
        uint64_t bits = corpus_numbers_get(&numbers, i);
        if (corpus_magnitude_of(selection->base, bits) == selection->magnitude) {
            corpus_numbers_set(&numbers, i,
                               replacement->bits ^ corpus_sign_of(selection->base, bits));
        }
    }
    return true;
}

/// Tries the selection replaced by a number; what it hits keeps its sign where it is a class.
bool corpus_selection_replace(struct corpus_shrink_state *state, struct corpus_selection *selection,
                              uint64_t bits) {
    if (corpus_selection_bits(state, selection) == bits) {
        return false;
    }
    corpus_shrink_begin(state);
    if (selection->is_class) {
        struct replacement replacement = {selection, bits};
        corpus_walk_leaves(state, replace_in_leaf, &replacement);
    } else {
        struct corpus_numbers numbers;
        corpus_numbers_of(state->trial, selection->param, selection->leaf, &numbers);
        corpus_numbers_set(&numbers, selection->index, bits);
    }
    bool is_accepted = corpus_repair_and_try(state);
    if (is_accepted && selection->is_class) {
        selection->magnitude = corpus_magnitude_of(selection->base, bits);
    }
    return is_accepted;
}

uint64_t corpus_selection_bits(struct corpus_shrink_state *state,
                               const struct corpus_selection *selection) {
    if (selection->is_class) {
        return selection->magnitude;
    }
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, selection->param, selection->leaf, &numbers);
    return corpus_numbers_get(&numbers, selection->index);
}

/// Towards 0 by steps that halve: the smallest integer, also one that a float holds.
static void descend_whole(struct corpus_shrink_state *state, struct corpus_selection *selection) {
    bool is_float = spec_base_is_float(selection->base);
    uint64_t bits = corpus_selection_bits(state, selection);
    double number = is_float && corpus_is_finite(selection->base, bits)
                        ? corpus_double_of(selection->base, bits)
                        : 0;
    if (is_float && !(number > -9e15 && number < 9e15 && number == (double)(int64_t)number)) {
        return;
    }
    spec_wide value = is_float ? (int64_t)number : corpus_place_of_bits(selection->base, bits);
    spec_wide magnitude = value < 0 ? -value : value;
    for (spec_wide step = magnitude / 2; step > 0 && !state->is_exhausted;) {
        spec_wide lower = value < 0 ? value + step : value - step;
        bool fits = !is_float || corpus_double_bits(selection->base, (double)lower, &bits);
        bits = is_float ? bits : corpus_bits_of_place(selection->base, lower);
        if (!fits || !corpus_selection_replace(state, selection, bits)) {
            step /= 2;
            continue;
        }
        value = lower;
        magnitude = value < 0 ? -value : value;
        step = step < magnitude ? step : magnitude / 2;
    }
}

/// Towards the magnitude of 1 by powers of two whose exponents halve.
static void descend_exponent(struct corpus_shrink_state *state,
                             struct corpus_selection *selection) {
    uint64_t bits = corpus_selection_bits(state, selection);
    if (!spec_base_is_float(selection->base) || !corpus_is_finite(selection->base, bits) ||
        corpus_magnitude_of(selection->base, bits) == 0) {
        return;
    }
    int exponent = corpus_exponent_of(selection->base, bits);
    for (int step = exponent < 0 ? -exponent : exponent; step > 0 && !state->is_exhausted;) {
        uint64_t scaled;
        int sign = exponent < 0 ? 1 : -1;
        if (!corpus_scale_bits(selection->base, bits, sign * step, &scaled) ||
            !corpus_selection_replace(state, selection, scaled)) {
            step /= 2;
            continue;
        }
        bits = scaled;
        exponent += sign * step;
        int distance = exponent < 0 ? -exponent : exponent;
        step = step < distance ? step : distance;
    }
}

/// Every simpler value that is worth a try, in order, then the descents.
void corpus_selection_simplify(struct corpus_shrink_state *state,
                               struct corpus_selection *selection,
                               const struct corpus_numbers *numbers) {
    struct corpus_candidates candidates;
    uint64_t bits = corpus_selection_bits(state, selection);
    uint64_t key = corpus_leaf_key(numbers->leaf, bits);
    corpus_list_candidates(state->best, numbers, bits, &candidates);
    for (uint32_t i = 0; i < candidates.count && !state->is_exhausted; i++) {
        if (corpus_leaf_key(numbers->leaf, candidates.bits[i]) < key &&
            corpus_selection_replace(state, selection, candidates.bits[i])) {
            break;
        }
    }
    descend_whole(state, selection);
    descend_exponent(state, selection);
}
