#include "corpus/shrink_state.h"

#include <string.h>

void corpus_resolve(const struct corpus_case *one, const struct corpus_numbers *numbers,
                    struct corpus_resolved *resolved) {
    const struct spec_domain *domain = numbers->leaf->domain;
    spec_wide values[SPEC_PARAMS_MAX];
    corpus_case_values(one, values);
    resolved->base = numbers->leaf->base;
    resolved->is_complete = domain->alternative_count <= CORPUS_INTERVALS_MAX;
    resolved->count = resolved->is_complete ? domain->alternative_count : 0;
    for (uint32_t i = 0; i < resolved->count; i++) {
        corpus_interval_evaluate(&domain->alternatives[i], resolved->base, one, values,
                                 numbers->count, &resolved->intervals[i]);
    }
}

/// The place inside an interval nearest to a place; the interval is not empty.
static spec_wide nearest_place(const struct corpus_interval *interval, spec_wide place) {
    place = place < interval->low ? interval->low : place;
    place = place > interval->high ? interval->high : place;
    if (!spec_base_is_float(interval->base)) {
        return place;
    }
    spec_wide normal = interval->base == SPEC_F32 ? 1 << 23 : (spec_wide)1 << 52;
    if (interval->kind == SPEC_NORMAL && place > -normal && place < normal) {
        return place < 0 ? -normal : normal;
    }
    if (interval->kind == SPEC_SUBNORMAL && place == 0) {
        return 1;
    }
    if (interval->kind == SPEC_INF) {
        return place < 0 ? interval->low : interval->high;
    }
    return place;
}

static bool holds_nan(const struct corpus_resolved *resolved) {
    for (uint32_t i = 0; i < resolved->count; i++) {
        if (resolved->intervals[i].kind == SPEC_NAN) {
            return true;
        }
    }
    return false;
}

bool corpus_nearest(const struct corpus_resolved *resolved, uint64_t bits, uint64_t *nearest) {
    *nearest = bits;
    bool is_found = !resolved->is_complete;
    for (uint32_t i = 0; i < resolved->count && !is_found; i++) {
        is_found = corpus_interval_holds(&resolved->intervals[i], bits);
    }
    if (is_found) {
        return true;
    }
    bool is_nan = corpus_bits_are_nan(resolved->base, bits);
    spec_wide place = is_nan ? 0 : corpus_place_of_bits(resolved->base, bits);
    spec_wide least = -1;
    for (uint32_t i = 0; i < resolved->count; i++) {
        const struct corpus_interval *interval = &resolved->intervals[i];
        if (interval->is_empty || interval->kind == SPEC_NAN) {
            continue;
        }
        spec_wide inside = nearest_place(interval, place);
        spec_wide distance = inside < place ? place - inside : inside - place;
        if (least < 0 || distance < least) {
            least = distance;
            *nearest = corpus_bits_of_place(resolved->base, inside);
        }
    }
    if (least >= 0) {
        return true;
    }
    *nearest = resolved->base == SPEC_F32 ? UINT64_C(0x7fc00000) : UINT64_C(0x7ff8000000000000);
    return holds_nan(resolved);
}

bool corpus_repair_scalars(struct corpus_shrink_state *state) {
    const struct spec_kernel *kernel = state->kernel;
    for (uint32_t i = 0; i < kernel->scalar_count; i++) {
        struct corpus_numbers numbers;
        struct corpus_resolved resolved;
        uint32_t param = kernel->scalar_order[i];
        corpus_numbers_of(state->trial, param, 0, &numbers);
        if (!numbers.is_scalar) {
            continue;
        }
        corpus_resolve(state->trial, &numbers, &resolved);
        uint64_t bits;
        if (!corpus_nearest(&resolved, corpus_numbers_get(&numbers, 0), &bits)) {
            return false;
        }
        corpus_numbers_set(&numbers, 0, bits);
    }
    return corpus_case_measure(state->trial);
}

/// Offsets: the first 0, the last the partition's size, none below the one before.
static void repair_partition(const struct corpus_numbers *numbers, spec_wide size) {
    spec_wide previous = 0;
    for (uint64_t i = 0; i < numbers->count; i++) {
        spec_wide offset =
            corpus_place_of_bits(numbers->leaf->base, corpus_numbers_get(numbers, i));
        offset = offset > size || i + 1 == numbers->count ? size : offset;
        offset = offset < previous ? previous : offset;
        previous = i == 0 ? 0 : offset;
        corpus_numbers_set(numbers, i, corpus_bits_of_place(numbers->leaf->base, previous));
    }
}

/// Ranks: the numbers left of a longer permutation keep their order among each other.
static bool repair_permutation(struct corpus_shrink_state *state,
                               const struct corpus_numbers *numbers) {
    if (numbers->count >= state->scratch_count) {
        return false;
    }
    memset(state->scratch, 0, state->scratch_count * sizeof *state->scratch);
    for (uint64_t i = 0; i < numbers->count; i++) {
        uint64_t value = corpus_numbers_get(numbers, i);
        if (value >= state->scratch_count || state->scratch[value] != 0) {
            return false;
        }
        state->scratch[value] = 1;
    }
    uint64_t rank = 0;
    for (uint64_t value = 0; value < state->scratch_count; value++) {
        uint64_t is_present = state->scratch[value];
        state->scratch[value] = rank;
        rank += is_present;
    }
    for (uint64_t i = 0; i < numbers->count; i++) {
        corpus_numbers_set(numbers, i, state->scratch[corpus_numbers_get(numbers, i)]);
    }
    return true;
}

/// The lowest and highest place of all intervals; false where there is none.
static bool domain_ends(const struct corpus_resolved *resolved, spec_wide *low, spec_wide *high) {
    bool is_found = false;
    *low = *high = 0;
    for (uint32_t i = 0; i < resolved->count; i++) {
        const struct corpus_interval *interval = &resolved->intervals[i];
        if (!interval->is_empty) {
            *low = !is_found || interval->low < *low ? interval->low : *low;
            *high = !is_found || interval->high > *high ? interval->high : *high;
            is_found = true;
        }
    }
    return is_found;
}

/// Non-decreasing, or increasing where the numbers shall be unique as well: first upwards from the
/// front, then, for what was pushed out of the domain, downwards from the back.
static void repair_sorted(const struct corpus_numbers *numbers,
                          const struct corpus_resolved *resolved, bool is_unique) {
    enum spec_base base = numbers->leaf->base;
    spec_wide low, high;
    if (!domain_ends(resolved, &low, &high)) {
        return;
    }
    spec_wide step = is_unique ? 1 : 0;
    spec_wide least = low;
    for (uint64_t i = 0; i < numbers->count; i++) {
        uint64_t bits = corpus_numbers_get(numbers, i);
        spec_wide place =
            corpus_bits_are_nan(base, bits) ? least : corpus_place_of_bits(base, bits);
        if (place < least) {
            place = least;
            corpus_numbers_set(numbers, i, corpus_bits_of_place(base, place));
        }
        least = place + step;
    }
    spec_wide most = high;
    for (uint64_t i = numbers->count; i-- > 0;) {
        spec_wide place = corpus_place_of_bits(base, corpus_numbers_get(numbers, i));
        if (place <= most) {
            break;
        }
        corpus_numbers_set(numbers, i, corpus_bits_of_place(base, most));
        most -= step;
    }
}

/// Integers in any order without repetition: a second occurrence becomes the smallest unused one.
static void repair_unique(struct corpus_shrink_state *state, const struct corpus_numbers *numbers,
                          const struct corpus_resolved *resolved) {
    enum spec_base base = numbers->leaf->base;
    spec_wide low, high;
    if (spec_base_is_float(base) || numbers->count >= state->scratch_count ||
        !domain_ends(resolved, &low, &high)) {
        return;
    }
    // Numbers near the low end are marked; among those further up a repetition is left to the
    // check of validity.
    memset(state->scratch, 0, state->scratch_count * sizeof *state->scratch);
    for (uint64_t i = 0; i < numbers->count; i++) {
        spec_wide place = corpus_place_of_bits(base, corpus_numbers_get(numbers, i)) - low;
        if (place >= 0 && place < (spec_wide)state->scratch_count) {
            state->scratch[place]++;
        }
    }
    uint64_t unused = 0;
    for (uint64_t i = numbers->count; i-- > 0;) {
        spec_wide place = corpus_place_of_bits(base, corpus_numbers_get(numbers, i)) - low;
        if (place < 0 || place >= (spec_wide)state->scratch_count || state->scratch[place] < 2) {
            continue;
        }
        while (unused < state->scratch_count && state->scratch[unused] != 0) {
            unused++;
        }
        state->scratch[place]--;
        corpus_numbers_set(numbers, i, corpus_bits_of_place(base, low + (spec_wide)unused));
        unused++;
    }
}

static bool repair_leaf(struct corpus_shrink_state *state, const struct corpus_numbers *numbers) {
    const struct spec_domain *domain = numbers->leaf->domain;
    struct corpus_resolved resolved;
    if (domain->alternative_count == 1 && domain->alternatives[0].kind == SPEC_ANY &&
        !domain->is_sorted && !domain->is_unique) {
        return true;
    }
    corpus_resolve(state->trial, numbers, &resolved);
    for (uint32_t i = 0; i < resolved.count; i++) {
        if (resolved.intervals[i].kind == SPEC_PARTITION) {
            repair_partition(numbers, resolved.intervals[i].high);
            return !resolved.intervals[i].is_empty;
        }
        if (resolved.intervals[i].kind == SPEC_PERMUTATION) {
            return repair_permutation(state, numbers);
        }
    }
    for (uint64_t i = 0; i < numbers->count; i++) {
        uint64_t bits = corpus_numbers_get(numbers, i), nearest;
        if (!corpus_nearest(&resolved, bits, &nearest)) {
            return false;
        }
        if (nearest != bits) {
            corpus_numbers_set(numbers, i, nearest);
        }
    }
    if (domain->is_sorted) {
        repair_sorted(numbers, &resolved, domain->is_unique);
    } else if (domain->is_unique) {
        repair_unique(state, numbers, &resolved);
    }
    return true;
}

bool corpus_repair_elements(struct corpus_shrink_state *state) {
    for (uint32_t i = 0; i < state->kernel->param_count; i++) {
        const struct spec_param *param = &state->kernel->params[i];
        struct corpus_numbers numbers;
        for (uint32_t k = 0; k < param->leaf_count; k++) {
            if (corpus_numbers_of(state->trial, i, k, &numbers) && !numbers.is_scalar &&
                !repair_leaf(state, &numbers)) {
                return false;
            }
        }
    }
    return true;
}
