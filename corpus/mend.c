#include "corpus/mend.h"

#include "corpus/generate_parts.h"

/// The first word that follows this state keeps the order in which unique numbers are spread: so
/// zero bits become the numbers 0, 1, 2, … and not some permutation of them.
enum { CALM_STATE = 5 };

/// Numbers that are looked at together.
enum { BLOCK_NUMBERS = 64 };

static bool is_whole(enum spec_value kind) {
    return kind == SPEC_PARTITION || kind == SPEC_PERMUTATION;
}

bool corpus_is_generated(const struct spec_leaf *leaf) {
    bool has_with = false;
    for (uint32_t i = 0; i < leaf->domain->alternative_count; i++) {
        if (leaf->domain->alternatives[i].kind == SPEC_ANY)
            return false;
        has_with |= leaf->domain->alternatives[i].kind == SPEC_WITH;
    }
    return has_with;
}

static bool holds_number(const struct corpus_input *input, uint64_t bits) {
    for (uint32_t i = 0; i < input->leaf->domain->alternative_count; i++)
        if (!is_whole(input->intervals[i].kind) &&
            corpus_interval_holds(&input->intervals[i], bits))
            return true;
    return false;
}

/// Some number of a class of floats that is no plain interval, chosen by the bits.
static uint64_t class_number(const struct corpus_interval *interval, uint64_t bits) {
    bool is_single = interval->base == SPEC_F32;
    uint64_t sign = is_single ? bits & 0x80000000u : bits & 1ull << 63;
    uint64_t fraction = bits & (is_single ? 0x7fffffu : 0xfffffffffffffu);
    uint64_t infinity = is_single ? 0x7f800000u : 0x7ffull << 52;
    switch (interval->kind) {
    case SPEC_NAN:
        return infinity | sign | (fraction != 0 ? fraction : (infinity >> 1 & ~infinity));
    case SPEC_INF:
        return infinity | sign;
    case SPEC_ZERO:
        return sign;
    case SPEC_SUBNORMAL:
        return sign | (fraction != 0 ? fraction : 1);
    default: // SPEC_NORMAL: what lies outside has the lowest or the highest exponent
        return sign | fraction | (is_single ? 0x3f800000u : 0x3ffull << 52);
    }
}

/// The number of an interval that stands for bits outside it.
static uint64_t number_inside(const struct corpus_interval *interval, uint64_t bits) {
    enum spec_base base = interval->base;
    bool is_class =
        spec_base_is_float(base) &&
        (interval->kind == SPEC_NAN || interval->kind == SPEC_INF || interval->kind == SPEC_ZERO ||
         interval->kind == SPEC_SUBNORMAL || interval->kind == SPEC_NORMAL);
    if (is_class)
        return class_number(interval, bits);
    if (bits == 0)
        return corpus_bits_of_place(base, interval->low > 0 ? interval->low : interval->high);
    spec_wide span = interval->high - interval->low + 1;
    spec_wide distance = (spec_wide)bits - interval->low;
    // Dividing 128 bits costs ten times as much as 64.
    if (spec_base_size(base) <= 4)
        distance = (int64_t)distance % (int64_t)span;
    else
        distance %= span;
    return corpus_bits_of_place(base, interval->low + (distance < 0 ? distance + span : distance));
}

/// False where no alternative has a number.
static bool mend_number(const struct corpus_input *input, uint64_t *bits) {
    uint32_t count = input->leaf->domain->alternative_count, chosen = count;
    if (holds_number(input, *bits))
        return true;
    uint32_t start = (uint32_t)(*bits >> 16) % count;
    for (uint32_t i = 0; i < count && chosen == count; i++) {
        uint32_t index = (start + i) % count;
        const struct corpus_interval *interval = &input->intervals[index];
        if (!interval->is_empty && !is_whole(interval->kind) && interval->kind != SPEC_WITH)
            chosen = index;
    }
    if (chosen < count)
        *bits = number_inside(&input->intervals[chosen], *bits);
    return chosen < count;
}

static bool mend_scalars(struct corpus_draw *draw) {
    const struct spec_kernel *kernel = draw->one->kernel;
    for (uint32_t i = 0; i < kernel->scalar_count; i++) {
        uint32_t param = kernel->scalar_order[i];
        if (kernel->params[param].base == SPEC_STRUCT)
            continue;
        struct corpus_input *input = &draw->generator->inputs[draw->generator->first_input[param]];
        uint64_t bits = draw->one->arguments[param].bits;
        enum spec_base base = input->leaf->base;
        if (spec_base_size(base) < 8)
            bits &= (1ull << 8 * spec_base_size(base)) - 1;
        if (base == SPEC_BOOL)
            bits = bits != 0;
        if (!corpus_input_evaluate(draw, input, 1) || !mend_number(input, &bits))
            return false;
        draw->one->arguments[param].bits = bits;
        if (spec_base_is_integer(base))
            draw->values[param] = corpus_place_of_bits(base, bits);
    }
    return true;
}

static void mend_placements(struct corpus_case *one) {
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        const struct spec_param *param = &one->kernel->params[i];
        struct corpus_argument *argument = &one->arguments[i];
        uint32_t step = (uint32_t)(param->alignment > 0 ? param->alignment : param->element_align);
        if (!param->is_array || argument->placement > CORPUS_AT_OFFSET)
            argument->placement = CORPUS_AT_END;
        argument->offset =
            argument->placement == CORPUS_AT_OFFSET ? argument->offset % 64 / step * step : 0;
    }
}

void corpus_mend_shape(const struct corpus_generator *generator, struct corpus_case *one,
                       uint64_t elements_max) {
    struct corpus_draw draw = {.generator = generator,
                               .one = one,
                               .words = {CALM_STATE},
                               .family = CORPUS_LATTICE,
                               .plan = {.kind = CORPUS_RANDOM},
                               .budget = elements_max};
    corpus_case_values(one, draw.values);
    bool has_scalars = mend_scalars(&draw);
    if (!has_scalars || !corpus_shape_is_settled(&draw)) {
        // Only a scalar whose domain another one moves may have to be drawn anew.
        base_random_start(&draw.random, &draw.words);
        if (!has_scalars || !corpus_shape_settle(&draw))
            corpus_take_fallback(&draw);
    }
    mend_placements(one);
}

static void mend_partition(const struct corpus_interval *interval, uint8_t *numbers, size_t size,
                           size_t count) {
    uint64_t last = (uint64_t)interval->high;
    for (size_t i = 0; i < count; i++) {
        uint64_t number = corpus_number_get(numbers, i, size);
        spec_wide place = corpus_place_of_bits(interval->base, number);
        if (place >= 0 && place <= interval->high)
            continue;
        corpus_number_set(numbers, i, size, last < UINT64_MAX ? number % (last + 1) : number);
    }
    corpus_number_set(numbers, 0, size, 0);
    corpus_number_set(numbers, count - 1, size, last);
}

static bool is_partition(const struct corpus_interval *interval, const uint8_t *numbers,
                         size_t size, size_t count) {
    spec_wide before = 0;
    for (size_t i = 0; i < count; i++) {
        spec_wide place = corpus_place_of_bits(interval->base, corpus_number_get(numbers, i, size));
        if (place < before || (i == 0 && place != 0))
            return false;
        before = place;
    }
    return count == 0 || before == interval->high;
}

/// Numbers in reach that stand for the first time stay; every other place takes the smallest
/// number that is still missing.
static void mend_permutation(struct corpus_draw *draw, uint8_t *numbers, size_t size,
                             size_t count) {
    uint64_t *marks = (uint64_t *)(void *)draw->generator->scratch[1];
    size_t missing = 0;
    memset(marks, 0, count * sizeof *marks);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            uint64_t number = corpus_number_get(numbers, i, size);
            bool is_in_reach = number < count;
            if (pass == 0 && is_in_reach && marks[number] == 0)
                marks[number] = i + 1;
            if (pass == 0 || (is_in_reach && marks[number] == i + 1))
                continue;
            while (marks[missing] != 0)
                missing++;
            marks[missing] = i + 1;
            corpus_number_set(numbers, i, size, missing);
        }
    }
}

static bool is_ordered(struct corpus_draw *draw, const struct corpus_input *input,
                       const uint8_t *numbers, size_t size, size_t count) {
    enum spec_base base = input->leaf->base;
    bool is_unique = input->leaf->domain->is_unique, rises = true;
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = corpus_number_get(numbers, i, size);
        if (corpus_bits_are_nan(base, bits))
            return false;
        if (i == 0)
            continue;
        spec_wide before = corpus_place_of_bits(base, corpus_number_get(numbers, i - 1, size));
        spec_wide place = corpus_place_of_bits(base, bits);
        rises = rises && (is_unique ? before < place : before <= place);
    }
    if (rises || input->leaf->domain->is_sorted)
        return rises;
    // Unique numbers in any order: equal ones are neighbours once sorted.
    return corpus_numbers_differ(draw, input, numbers, count);
}

/// Whether one alternative holds all of the numbers.
static bool holds_block(const struct corpus_input *input, const uint8_t *numbers, size_t count) {
    for (uint32_t i = 0; i < input->leaf->domain->alternative_count; i++)
        if (!is_whole(input->intervals[i].kind) &&
            corpus_interval_holds_all(&input->intervals[i], numbers, count))
            return true;
    return false;
}

/// Brings numbers inside. Mostly few lie outside: whole blocks inside are passed over.
static void mend_plain(const struct corpus_input *input, uint8_t *numbers, size_t size,
                       size_t count) {
    for (size_t start = 0; start < count; start += BLOCK_NUMBERS) {
        size_t end = count - start < BLOCK_NUMBERS ? count : start + BLOCK_NUMBERS;
        if (holds_block(input, numbers + start * size, end - start))
            continue;
        for (size_t i = start; i < end; i++) {
            uint64_t bits = corpus_number_get(numbers, i, size), before = bits;
            if (mend_number(input, &bits) && bits != before)
                corpus_number_set(numbers, i, size, bits);
        }
    }
}

static void mend_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                         uint8_t *numbers, size_t count) {
    const struct spec_domain *domain = input->leaf->domain;
    size_t size = spec_base_size(input->leaf->base);
    const struct corpus_interval *whole = NULL;
    bool has_numbers = false, all_inside = true;
    for (uint32_t i = 0; i < domain->alternative_count; i++) {
        const struct corpus_interval *interval = &input->intervals[i];
        if (is_whole(interval->kind) && !interval->is_empty)
            whole = interval;
        has_numbers |= !is_whole(interval->kind) && !interval->is_empty;
    }
    if (has_numbers && whole == NULL)
        mend_plain(input, numbers, size, count);
    for (size_t i = 0; has_numbers && whole != NULL && all_inside && i < count; i++)
        all_inside = holds_number(input, corpus_number_get(numbers, i, size));
    if (whole != NULL && !(has_numbers && all_inside)) {
        bool is_permutation = whole->kind == SPEC_PERMUTATION;
        if (is_permutation) {
            mend_permutation(draw, numbers, size, count);
        } else if (!is_partition(whole, numbers, size, count)) {
            mend_partition(whole, numbers, size, count);
            corpus_sort_numbers(draw, input, numbers, count);
        }
    }
    bool wants_order = domain->is_sorted || domain->is_unique;
    if (wants_order && !is_ordered(draw, input, numbers, size, count))
        corpus_order_numbers(draw, input, numbers, count);
}

/// What one leaf's numbers are done with.
typedef void work_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                          uint8_t *numbers, size_t count);

/// Works on the numbers of a leaf as if they lay side by side, also where they are a struct's.
static void with_dense_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                               work_numbers *work) {
    const struct spec_param *param = &draw->one->kernel->params[input->param];
    struct corpus_argument *argument = &draw->one->arguments[input->param];
    size_t count = argument->count * input->leaf->count, size = spec_base_size(input->leaf->base);
    if (count == 0)
        return;
    if (param->base != SPEC_STRUCT) {
        work(draw, input, argument->data, count);
        return;
    }
    uint8_t *dense = draw->generator->scratch[0];
    for (size_t i = 0; i < count; i++)
        corpus_number_set(
            dense, i, size,
            corpus_number_get(argument->data + corpus_leaf_offset(param, input->leaf, i), 0, size));
    work(draw, input, dense, count);
    for (size_t i = 0; i < count; i++)
        corpus_number_set(argument->data + corpus_leaf_offset(param, input->leaf, i), 0, size,
                          corpus_number_get(dense, i, size));
}

static void mend_bools(struct corpus_draw *draw, const struct corpus_input *input, uint8_t *numbers,
                       size_t count) {
    (void)draw;
    (void)input;
    for (size_t i = 0; i < count; i++)
        numbers[i] = numbers[i] != 0;
}

static bool admits_all(const struct spec_domain *domain) {
    for (uint32_t i = 0; i < domain->alternative_count; i++)
        if (domain->alternatives[i].kind == SPEC_ANY)
            return true;
    return false;
}

/// Whether some elements of the leaf may lie outside what may be passed.
static bool may_need_mending(const struct spec_kernel *kernel, const struct corpus_input *input) {
    const struct spec_param *param = &kernel->params[input->param];
    bool is_scalar = !param->is_array && param->base != SPEC_STRUCT;
    bool is_free =
        input->leaf->base != SPEC_BOOL && !input->is_ordered && admits_all(input->leaf->domain);
    return !is_scalar && !is_free;
}

static void mend_inputs(const struct corpus_generator *generator, struct corpus_case *one,
                        uint32_t first) {
    struct corpus_draw draw = {.generator = generator, .one = one, .words = {CALM_STATE}};
    corpus_case_values(one, draw.values);
    for (uint32_t i = first; i < generator->input_count; i++) {
        struct corpus_input *input = &generator->inputs[i];
        if (!may_need_mending(one->kernel, input))
            continue;
        if (input->leaf->base == SPEC_BOOL)
            with_dense_numbers(&draw, input, mend_bools);
        bool is_free = !input->is_ordered && admits_all(input->leaf->domain);
        if (is_free || corpus_is_generated(input->leaf))
            continue;
        corpus_input_evaluate(&draw, input,
                              one->arguments[input->param].count * input->leaf->count);
        with_dense_numbers(&draw, input, mend_numbers);
    }
}

void corpus_mend_elements(const struct corpus_generator *generator, struct corpus_case *one) {
    uint32_t first = 0;
    // Most kernels take any bits: then not even a draw is begun.
    while (first < generator->input_count &&
           !may_need_mending(one->kernel, &generator->inputs[first]))
        first++;
    if (first < generator->input_count)
        mend_inputs(generator, one, first);
    corpus_case_complete(one, generator->completion);
}

static uint64_t next_word(void *state) {
    return base_words_next(state);
}

static void generate_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                             uint8_t *numbers, size_t count) {
    uint32_t index = 0;
    while (input->generators[index] == NULL)
        index++;
    input->generators[index](numbers, count, next_word, &draw->words);
}

void corpus_generate_leaf(const struct corpus_generator *generator, struct corpus_case *one,
                          uint32_t param, uint32_t leaf, uint64_t seed) {
    struct corpus_draw draw = {.generator = generator, .one = one, .words = {seed}};
    with_dense_numbers(&draw, &generator->inputs[generator->first_input[param] + leaf],
                       generate_numbers);
}
