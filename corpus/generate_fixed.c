// The fixed part of the corpus: every length from 0 to 130, and every remarkable number alone at
// each of the first lanes. Such cases are few enough to be tried one by one.

#include "corpus/generate_parts.h"

#include "base/pool.h"

enum {
    SPECIALS_FLOAT_MAX = 24,
    SPECIALS_INTEGER_MAX = 12,
};

static void add_special(struct corpus_input *input, uint64_t bits) {
    bool outside = !input->varies && !corpus_input_holds(input, bits);
    for (uint32_t i = 0; i < input->special_count; i++)
        outside |= input->specials[i] == bits;
    if (!outside)
        input->specials[input->special_count++] = bits;
}

/// The numbers that the fixed part tries alone: the ends of the domain and their neighbours, then
/// the type's remarkable ones; for scalars all of them.
void corpus_fixed_collect(struct corpus_generator *generator, struct corpus_input *input) {
    const struct spec_param *param = &generator->kernel->params[input->param];
    enum spec_base base = input->leaf->base;
    uint32_t limit = corpus_special_count(base);
    uint32_t usual = spec_base_is_float(base) ? SPECIALS_FLOAT_MAX : SPECIALS_INTEGER_MAX;
    if (corpus_is_array_wise(input->leaf->domain))
        return;
    if (param->is_array && limit > usual)
        limit = usual;
    uint32_t alternatives = input->leaf->domain->alternative_count;
    input->specials = base_pool_take_array(&generator->pool, limit + 4 * (size_t)alternatives,
                                           sizeof *input->specials);
    for (uint32_t i = 0; i < alternatives && !input->varies; i++) {
        const struct corpus_interval *interval = &input->intervals[i];
        if (interval->kind != SPEC_RANGE || interval->is_empty)
            continue;
        add_special(input, corpus_bits_of_place(base, interval->low));
        add_special(input, corpus_bits_of_place(base, interval->high));
        add_special(input, corpus_bits_of_place(base, interval->low + 1));
        add_special(input, corpus_bits_of_place(base, interval->high - 1));
    }
    for (uint32_t i = 0; i < limit; i++)
        add_special(input, corpus_special(base, i));
}

/// How many lanes the fixed part tries a special of this input at.
static uint32_t lanes_of(const struct corpus_generator *generator,
                         const struct corpus_input *input) {
    const struct spec_param *param = &generator->kernel->params[input->param];
    uint64_t numbers = param->extent_max * input->leaf->count;
    if (!param->is_array && param->base != SPEC_STRUCT)
        return 1;
    return numbers < CORPUS_LANES ? (uint32_t)numbers : CORPUS_LANES;
}

/// The lengths of the fixed part: 0..130 for every length scalar.
static uint32_t lengths_of(const struct corpus_generator *generator,
                           const struct corpus_input *input) {
    const struct spec_param *param = &generator->kernel->params[input->param];
    return param->is_length ? CORPUS_LENGTH_FIXED_MAX + 1 : 0;
}

/// Counts the fixed part; where it grows too large, arrays try fewer specials.
void corpus_fixed_count(struct corpus_generator *generator) {
    for (uint32_t limit = UINT32_MAX;; limit = limit == UINT32_MAX ? 16 : limit / 2) {
        uint64_t count = 0;
        for (uint32_t i = 0; i < generator->input_count; i++) {
            struct corpus_input *input = &generator->inputs[i];
            uint32_t lanes = lanes_of(generator, input);
            if (lanes > 1 && input->special_count > limit)
                input->special_count = limit;
            count += lengths_of(generator, input) + (uint64_t)input->special_count * lanes;
        }
        generator->fixed_count = (uint32_t)count;
        if (count <= CORPUS_FIXED_MAX || limit == 1)
            return;
    }
}

/// Fixed cases stand at even indices, so that a short run sees random ones as well.
struct corpus_plan corpus_fixed_plan(const struct corpus_generator *generator, uint64_t index) {
    struct corpus_plan plan = {.kind = CORPUS_RANDOM};
    if (index % 2 != 0 || index / 2 >= generator->fixed_count)
        return plan;
    uint64_t ordinal = index / 2;
    for (uint32_t i = 0; i < generator->input_count; i++) {
        uint32_t lengths = lengths_of(generator, &generator->inputs[i]);
        if (ordinal < lengths)
            return (struct corpus_plan){CORPUS_ONE_LENGTH, i, 0, (uint32_t)ordinal};
        ordinal -= lengths;
    }
    for (uint32_t i = 0; i < generator->input_count; i++) {
        const struct corpus_input *input = &generator->inputs[i];
        uint32_t lanes = lanes_of(generator, input), cases = input->special_count * lanes;
        if (ordinal < cases)
            return (struct corpus_plan){CORPUS_ONE_SPECIAL, i, (uint32_t)ordinal / lanes,
                                        (uint32_t)ordinal % lanes};
        ordinal -= cases;
    }
    return plan;
}
