#include "corpus/shrink_state.h"

#include <string.h>

enum {
    CLASSES_MAX = 16, // different magnitudes that are replaced everywhere at once
    PAIRED_MAX = 12,  // non-zero numbers of which every pair is tried
    MOVED_MAX = 16,   // non-zero numbers of an array that are moved to the front
};

/// Every number of the block that is out of its simplest state becomes `bits` (in a permutation,
/// a unique array: the place's own number), and the repair fits that to the domain.
static bool fill(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf, uint64_t start,
                 uint64_t end, uint64_t bits) {
    corpus_shrink_begin(state);
    struct corpus_numbers numbers;
    corpus_numbers_of(state->trial, param, leaf, &numbers);
    bool is_ramp = corpus_leaf_has(numbers.leaf, SPEC_PERMUTATION);
    bool is_changed = false;
    for (uint64_t i = start; i < end; i++) {
        if (corpus_numbers_key(&numbers, i) != 0) {
            is_changed = is_changed || corpus_numbers_get(&numbers, i) != (is_ramp ? i : bits);
            corpus_numbers_set(&numbers, i, is_ramp ? i : bits);
        }
    }
    return is_changed && corpus_repair_and_try(state);
}

static uint64_t one_of(enum spec_base base) {
    return base == SPEC_F32   ? UINT64_C(0x3f800000)
           : base == SPEC_F64 ? UINT64_C(0x3ff0000000000000)
                              : 1;
}

/// A whole array to 0, or all its non-zero numbers to 1; then blocks of it to 0.
static bool fill_leaf(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                      void *context) {
    (void)context;
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, param, leaf, &numbers);
    uint64_t count = numbers.count;
    if (count < 2 || fill(state, param, leaf, 0, count, 0)) {
        return true;
    }
    for (uint64_t block = UINT64_C(1) << (63 - __builtin_clzll(count)); block > 0; block /= 2) {
        for (uint64_t end = count; end > 0 && !state->is_exhausted;) {
            uint64_t start = end > block ? end - block : 0;
            fill(state, param, leaf, start, end, 0);
            end = start;
        }
    }
    fill(state, param, leaf, 0, count, one_of(numbers.leaf->base));
    return true;
}

/// A change of every finite non-zero float: of one array, or of all of them.
struct float_change {
    bool is_scaling;
    int amount; ///< a power of two, or significant bits
};

static bool change_floats(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                          void *context) {
    const struct float_change *change = context;
    struct corpus_numbers numbers;
    corpus_numbers_of(state->trial, param, leaf, &numbers);
    enum spec_base base = numbers.leaf->base;
    for (uint64_t i = 0; spec_base_is_float(base) && i < numbers.count; i++) {
        uint64_t bits = corpus_numbers_get(&numbers, i), changed;
        if (!corpus_is_finite(base, bits) || corpus_magnitude_of(base, bits) == 0) {
            continue;
        }
        if (change->is_scaling ? corpus_scale_bits(base, bits, change->amount, &changed)
                               : corpus_round_bits(base, bits, change->amount, false, &changed)) {
            corpus_numbers_set(&numbers, i, changed);
        }
    }
    return true;
}

static bool first_exponent(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                           void *context) {
    int *exponent = context;
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, param, leaf, &numbers);
    enum spec_base base = numbers.leaf->base;
    for (uint64_t i = 0; spec_base_is_float(base) && *exponent == 0 && i < numbers.count; i++) {
        uint64_t bits = corpus_numbers_get(&numbers, i);
        if (corpus_is_finite(base, bits) && corpus_magnitude_of(base, bits) != 0) {
            *exponent = corpus_exponent_of(base, bits);
        }
    }
    return *exponent == 0;
}

static bool change_leaf(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                        void *context) {
    corpus_shrink_begin(state);
    change_floats(state, param, leaf, context);
    corpus_repair_and_try(state);
    return true;
}

/// All floats together: fewer significant bits, then a common power of two taken out.
static void change_together(struct corpus_shrink_state *state) {
    static const int significant[] = {1, 2, 4, 8, 12};
    for (size_t i = 0; i < sizeof significant / sizeof significant[0]; i++) {
        struct float_change change = {.amount = significant[i]};
        corpus_shrink_begin(state);
        corpus_walk_leaves(state, change_floats, &change);
        if (corpus_repair_and_try(state)) {
            break;
        }
        corpus_walk_leaves(state, change_leaf, &change);
    }
    int exponent = 0;
    corpus_walk_leaves(state, first_exponent, &exponent);
    for (; exponent != 0 && !state->is_exhausted; exponent /= 2) {
        struct float_change change = {.is_scaling = true, .amount = -exponent};
        corpus_shrink_begin(state);
        corpus_walk_leaves(state, change_floats, &change);
        if (!corpus_repair_and_try(state)) {
            corpus_walk_leaves(state, change_leaf, &change);
        }
    }
}

struct class_list {
    struct corpus_selection items[CLASSES_MAX];
    uint64_t members[CLASSES_MAX];
    uint32_t count;
};

static bool collect_classes(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                            void *context) {
    struct class_list *list = context;
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, param, leaf, &numbers);
    enum spec_base base = numbers.leaf->base;
    bool is_replaceable =
        corpus_is_free(&numbers) && !corpus_leaf_has(numbers.leaf, SPEC_PARTITION);
    for (uint64_t i = 0; is_replaceable && i < numbers.count; i++) {
        uint64_t magnitude = corpus_magnitude_of(base, corpus_numbers_get(&numbers, i));
        uint32_t k = 0;
        while (k < list->count &&
               (list->items[k].base != base || list->items[k].magnitude != magnitude)) {
            k++;
        }
        if (k == list->count && magnitude != 0 && k < CLASSES_MAX) {
            list->items[list->count++] =
                (struct corpus_selection){true, param, leaf, i, base, magnitude};
        }
        if (k < list->count) {
            list->members[k]++;
        }
    }
    return true;
}

/// Numbers of equal magnitude, replaced together with their signs kept: ties and cancelling pairs.
static void simplify_classes(struct corpus_shrink_state *state) {
    struct class_list list = {.count = 0};
    corpus_walk_leaves(state, collect_classes, &list);
    for (uint32_t i = 0; i < list.count && !state->is_exhausted; i++) {
        struct corpus_numbers numbers;
        if (list.members[i] > 1) {
            corpus_numbers_of(state->best, list.items[i].param, list.items[i].leaf, &numbers);
            corpus_selection_simplify(state, &list.items[i], &numbers);
        }
    }
}

/// The value of some other number of the case, where it is simpler or already there.
static void copy_used(struct corpus_shrink_state *state, struct corpus_selection *selection,
                      const struct class_list *used) {
    for (uint32_t i = 0; i < used->count && !state->is_exhausted; i++) {
        uint64_t bits = corpus_selection_bits(state, selection);
        if (used->items[i].base == selection->base &&
            used->items[i].magnitude != corpus_magnitude_of(selection->base, bits)) {
            corpus_selection_replace(
                state, selection, used->items[i].magnitude | corpus_sign_of(selection->base, bits));
        }
    }
}

static bool simplify_leaf(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                          void *context) {
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, param, leaf, &numbers);
    for (uint64_t i = 0; corpus_is_free(&numbers) && i < numbers.count && !state->is_exhausted;
         i++) {
        if (corpus_numbers_key(&numbers, i) == 0) {
            continue;
        }
        struct corpus_selection selection = {false, param, leaf, i, numbers.leaf->base, 0};
        corpus_selection_simplify(state, &selection, &numbers);
        if (!numbers.is_scalar) {
            copy_used(state, &selection, context);
        }
        // The neighbour's value is the lowest that a sorted array or a partition admits.
        if (i > 0) {
            corpus_selection_replace(state, &selection, corpus_numbers_get(&numbers, i - 1));
        }
    }
    return true;
}

struct paired_list {
    struct corpus_selection items[PAIRED_MAX];
    uint32_t count;
};

static bool collect_paired(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                           void *context) {
    struct paired_list *list = context;
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, param, leaf, &numbers);
    for (uint64_t i = 0; corpus_is_free(&numbers) && i < numbers.count; i++) {
        if (corpus_numbers_key(&numbers, i) != 0 && list->count < PAIRED_MAX) {
            list->items[list->count++] =
                (struct corpus_selection){false, param, leaf, i, numbers.leaf->base, 0};
        }
    }
    return list->count < PAIRED_MAX;
}

static bool replace_pair(struct corpus_shrink_state *state, const struct corpus_selection *a,
                         uint64_t a_bits, const struct corpus_selection *b, uint64_t b_bits) {
    struct corpus_numbers numbers;
    corpus_shrink_begin(state);
    corpus_numbers_of(state->trial, a->param, a->leaf, &numbers);
    corpus_numbers_set(&numbers, a->index, a_bits);
    corpus_numbers_of(state->trial, b->param, b->leaf, &numbers);
    corpus_numbers_set(&numbers, b->index, b_bits);
    return corpus_repair_and_try(state);
}

/// One takes the sum of both, which may be infinite, the other 0.
static bool merge_pair(struct corpus_shrink_state *state, const struct corpus_selection *a,
                       const struct corpus_selection *b) {
    enum spec_base base = a->base;
    uint64_t a_bits = corpus_selection_bits(state, a), b_bits = corpus_selection_bits(state, b);
    uint64_t sum;
    if (base != b->base) {
        return false;
    }
    if (spec_base_is_float(base)) {
        if (!corpus_is_finite(base, a_bits) || !corpus_is_finite(base, b_bits)) {
            return false;
        }
        corpus_double_bits(base, corpus_double_of(base, a_bits) + corpus_double_of(base, b_bits),
                           &sum);
    } else {
        sum = corpus_bits_of_place(base, corpus_place_of_bits(base, a_bits) +
                                             corpus_place_of_bits(base, b_bits));
    }
    return replace_pair(state, a, sum, b, 0) || replace_pair(state, a, 0, b, sum);
}

/// Both scaled by the power of two that brings the first, or the second, near 1.
static void scale_pair(struct corpus_shrink_state *state, const struct corpus_selection *a,
                       const struct corpus_selection *b) {
    for (int which = 0; which < 2; which++) {
        uint64_t a_bits = corpus_selection_bits(state, a), b_bits = corpus_selection_bits(state, b);
        uint64_t a_scaled, b_scaled;
        if (!corpus_is_finite(a->base, a_bits) || !corpus_is_finite(b->base, b_bits) ||
            corpus_magnitude_of(a->base, a_bits) == 0 ||
            corpus_magnitude_of(b->base, b_bits) == 0) {
            return;
        }
        int exponent =
            which == 0 ? corpus_exponent_of(a->base, a_bits) : corpus_exponent_of(b->base, b_bits);
        for (; exponent != 0; exponent /= 2) {
            if (corpus_scale_bits(a->base, a_bits, -exponent, &a_scaled) &&
                corpus_scale_bits(b->base, b_bits, -exponent, &b_scaled) &&
                replace_pair(state, a, a_scaled, b, b_scaled)) {
                break;
            }
        }
    }
}

/// Both lowered by the same amount, so that their difference stays.
static void lower_pair(struct corpus_shrink_state *state, const struct corpus_selection *a,
                       const struct corpus_selection *b) {
    spec_wide step = corpus_place_of_bits(a->base, corpus_selection_bits(state, a));
    for (; step > 0 && !state->is_exhausted; step /= 2) {
        spec_wide x = corpus_place_of_bits(a->base, corpus_selection_bits(state, a)) - step;
        spec_wide y = corpus_place_of_bits(b->base, corpus_selection_bits(state, b)) - step;
        if (x >= 0 && y >= spec_base_minimum(b->base)) {
            replace_pair(state, a, corpus_bits_of_place(a->base, x), b,
                         corpus_bits_of_place(b->base, y));
        }
    }
}

/// Pairs that only fail together.
static void simplify_pairs(struct corpus_shrink_state *state) {
    struct paired_list list = {.count = 0};
    corpus_walk_leaves(state, collect_paired, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        for (uint32_t k = i + 1; k < list.count && !state->is_exhausted; k++) {
            const struct corpus_selection *a = &list.items[i], *b = &list.items[k];
            uint64_t a_one = one_of(a->base), b_one = one_of(b->base);
            uint64_t a_sign = corpus_sign_of(a->base, UINT64_MAX),
                     b_sign = corpus_sign_of(b->base, UINT64_MAX);
            if (replace_pair(state, a, 0, b, 0) || replace_pair(state, a, a_one, b, b_one) ||
                replace_pair(state, a, a_one, b, b_one | b_sign) ||
                replace_pair(state, a, a_one | a_sign, b, b_one) || merge_pair(state, a, b)) {
                continue;
            }
            if (spec_base_is_float(a->base) && spec_base_is_float(b->base)) {
                scale_pair(state, a, b);
            } else if (!spec_base_is_float(a->base) && !spec_base_is_float(b->base)) {
                lower_pair(state, a, b);
            }
        }
    }
}

/// Exchanges the numbers at i and j of one leaf.
static bool swap_numbers(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                         uint64_t i, uint64_t j) {
    struct corpus_numbers numbers;
    corpus_shrink_begin(state);
    corpus_numbers_of(state->trial, param, leaf, &numbers);
    uint64_t bits = corpus_numbers_get(&numbers, i);
    corpus_numbers_set(&numbers, i, corpus_numbers_get(&numbers, j));
    corpus_numbers_set(&numbers, j, bits);
    return corpus_repair_and_try(state);
}

/// Puts each number of a permutation into its place, one exchange at a time.
static void order_permutation(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf) {
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, param, leaf, &numbers);
    for (uint64_t i = 0; i < numbers.count && !state->is_exhausted; i++) {
        for (uint64_t j = 0; corpus_numbers_get(&numbers, i) != i && j < numbers.count; j++) {
            if (corpus_numbers_get(&numbers, j) == i) {
                swap_numbers(state, param, leaf, i, j);
                break;
            }
        }
    }
}

/// Moves the number at `from` alone, then with its lane in all arrays, to `to`.
static bool move(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf, uint64_t from,
                 uint64_t to) {
    if (swap_numbers(state, param, leaf, from, to)) {
        return true;
    }
    for (uint32_t i = 0; i < state->kernel->param_count; i++) {
        if (state->kernel->params[i].is_length && corpus_shrink_swap_lanes(state, i, from, to)) {
            return true;
        }
    }
    return false;
}

/// Non-zero numbers to the front, or as near to it as the failure lets them.
static bool move_leaf(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                      void *context) {
    (void)context;
    struct corpus_numbers numbers;
    corpus_numbers_of(state->best, param, leaf, &numbers);
    if (corpus_leaf_has(numbers.leaf, SPEC_PERMUTATION)) {
        order_permutation(state, param, leaf);
        return true;
    }
    uint32_t moved = 0;
    for (uint64_t i = numbers.count; i-- > 1 && moved < MOVED_MAX;) {
        if (numbers.param->base == SPEC_STRUCT || corpus_numbers_key(&numbers, i) == 0) {
            continue;
        }
        moved++;
        uint64_t at = i;
        for (uint64_t step = at; step > 0 && !state->is_exhausted;) {
            bool is_moved = move(state, param, leaf, at, at - step);
            at -= is_moved ? step : 0;
            step = is_moved && step <= at ? step : (step < at ? step : at) / 2;
        }
    }
    return true;
}

void corpus_shrink_values(struct corpus_shrink_state *state) {
    corpus_walk_leaves(state, fill_leaf, NULL);
    change_together(state);
    simplify_classes(state);
    struct class_list used = {.count = 0};
    corpus_walk_leaves(state, collect_classes, &used);
    corpus_walk_leaves(state, simplify_leaf, &used);
    simplify_pairs(state);
    corpus_walk_leaves(state, move_leaf, NULL);
}
