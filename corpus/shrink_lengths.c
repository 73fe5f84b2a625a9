#include "corpus/shrink_state.h"

enum { SMALL_LENGTH_MAX = 16 }; // lengths up to here are tried one by one before blocks

/// A length scalar's value in the best case; 0 for a negative one, which has no lanes.
static uint64_t length_of(const struct corpus_shrink_state *state, uint32_t param) {
    spec_wide value =
        corpus_place_of_bits(state->kernel->params[param].base, state->best->arguments[param].bits);
    return value < 0 ? 0 : (uint64_t)value;
}

static bool try_cut(struct corpus_shrink_state *state, uint32_t param, uint64_t index,
                    uint64_t count) {
    struct corpus_edit cut = {.param = param, .index = index, .count = count};
    return corpus_edits_try(state, &cut, 1);
}

/// The smallest lengths, one by one: first lanes, then last lanes.
static void cut_to_small(struct corpus_shrink_state *state, uint32_t param) {
    for (uint64_t length = 0; length <= SMALL_LENGTH_MAX && length < length_of(state, param);
         length++) {
        if (try_cut(state, param, length, length_of(state, param) - length)) {
            return;
        }
    }
    for (uint64_t length = 1; length <= SMALL_LENGTH_MAX && length < length_of(state, param);
         length++) {
        if (try_cut(state, param, 0, length_of(state, param) - length)) {
            return;
        }
    }
}

static uint64_t power_of_two_within(uint64_t value) {
    return value == 0 ? 0 : UINT64_C(1) << (63 - __builtin_clzll(value));
}

/// Blocks at both ends, a handful of candidates, before every other place is tried.
static void cut_ends(struct corpus_shrink_state *state, uint32_t param) {
    uint64_t block = power_of_two_within(length_of(state, param));
    for (; block > 0 && !state->is_exhausted; block /= 2) {
        bool is_cut = true;
        while (is_cut && length_of(state, param) >= block) {
            is_cut = try_cut(state, param, length_of(state, param) - block, block) ||
                     try_cut(state, param, 0, block);
        }
    }
}

/// Adds what an edit cuts out of a plain array of floats to the lane that takes its place, so that
/// a sum over the array stays what it was.
static void fold_numbers(struct corpus_shrink_state *state, uint32_t param,
                         const struct corpus_edit *cut) {
    const struct spec_param *model = &state->kernel->params[param];
    struct corpus_numbers before, after;
    if (!model->is_array || model->extent->operation != SPEC_PARAM ||
        model->extent->param != cut->param || !spec_base_is_float(model->base) ||
        !corpus_numbers_of(state->best, param, 0, &before) ||
        !corpus_numbers_of(state->trial, param, 0, &after) || after.count == 0) {
        return;
    }
    uint64_t place = cut->index < after.count ? cut->index : after.count - 1;
    uint64_t bits = corpus_numbers_get(&after, place);
    bool is_finite = corpus_is_finite(model->base, bits);
    double sum = is_finite ? corpus_double_of(model->base, bits) : 0;
    for (uint64_t i = cut->index; is_finite && i < cut->index + cut->count; i++) {
        bits = corpus_numbers_get(&before, i);
        is_finite = corpus_is_finite(model->base, bits);
        sum += is_finite ? corpus_double_of(model->base, bits) : 0;
    }
    if (is_finite && corpus_double_bits(model->base, sum, &bits)) {
        corpus_numbers_set(&after, place, bits);
    }
}

/// A cut after which the sums of arrays are the same. Where everything cut is 0 it is the plain
/// cut, which the memory of tried candidates then spares.
static bool try_fold(struct corpus_shrink_state *state, uint32_t param, uint64_t index,
                     uint64_t count) {
    struct corpus_edits edits = {.items = {{.param = param, .index = index, .count = count}},
                                 .count = 1};
    if (!corpus_edits_apply(state, &edits)) {
        return false;
    }
    for (uint32_t i = 0; i < state->kernel->param_count; i++) {
        fold_numbers(state, i, &edits.items[0]);
    }
    return corpus_shrink_try(state);
}

typedef bool cutter(struct corpus_shrink_state *state, uint32_t param, uint64_t index,
                    uint64_t count);

/// Blocks of a power of two, which keep the other lanes' places modulo a vector's width, from the
/// back to the front, down to single lanes.
static void cut_blocks(struct corpus_shrink_state *state, uint32_t param, cutter *try) {
    uint64_t block = power_of_two_within(length_of(state, param));
    for (; block > 0 && !state->is_exhausted; block /= 2) {
        uint64_t end = length_of(state, param);
        while (end > 0 && !state->is_exhausted) {
            uint64_t start = end > block ? end - block : 0;
            uint64_t length = length_of(state, param);
            bool is_cut = start < length && try(state, param, start, end - start);
            end = is_cut && length_of(state, param) < start ? length_of(state, param) : start;
        }
    }
}

/// Two lengths at once, for failures that need them equal, or their sum or difference kept.
static void cut_pair(struct corpus_shrink_state *state, uint32_t first, uint32_t second) {
    for (uint64_t length = 0; length <= SMALL_LENGTH_MAX; length++) {
        uint64_t a = length_of(state, first), b = length_of(state, second);
        if (a <= length || b <= length) {
            break;
        }
        struct corpus_edit cuts[] = {{.param = first, .index = length, .count = a - length},
                                     {.param = second, .index = length, .count = b - length}};
        if (corpus_edits_try(state, cuts, 2)) {
            break;
        }
    }
    uint64_t a = length_of(state, first), b = length_of(state, second);
    for (uint64_t block = power_of_two_within(a < b ? a : b); block > 0; block /= 2) {
        for (bool is_cut = true; is_cut && !state->is_exhausted;) {
            a = length_of(state, first), b = length_of(state, second);
            if (a < block || b < block) {
                break;
            }
            struct corpus_edit back[] = {{.param = first, .index = a - block, .count = block},
                                         {.param = second, .index = b - block, .count = block}};
            struct corpus_edit front[] = {{.param = first, .count = block},
                                          {.param = second, .count = block}};
            is_cut = corpus_edits_try(state, back, 2) || corpus_edits_try(state, front, 2);
        }
    }
}

void corpus_shrink_lengths(struct corpus_shrink_state *state) {
    const struct spec_kernel *kernel = state->kernel;
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        if (kernel->params[i].is_length) {
            cut_to_small(state, i);
            cut_ends(state, i);
        }
    }
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        for (uint32_t k = i + 1; k < kernel->param_count; k++) {
            if (kernel->params[i].is_length && kernel->params[k].is_length) {
                cut_pair(state, i, k);
            }
        }
    }
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        if (kernel->params[i].is_length) {
            cut_blocks(state, i, try_cut);
        }
    }
}

void corpus_shrink_folds(struct corpus_shrink_state *state) {
    for (uint32_t i = 0; i < state->kernel->param_count; i++) {
        if (state->kernel->params[i].is_length) {
            cut_blocks(state, i, try_fold);
        }
    }
}
