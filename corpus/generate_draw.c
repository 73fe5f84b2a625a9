// Draws one case: what kind it is and how large it may be, then its scalars, then its elements.

#include "corpus/generate_parts.h"

enum { SHAPE_ATTEMPTS = 8 };

/// Element budgets: 7 % of the cases may have up to 8192 elements, 0.5 % up to 65536, and one in
/// 4096 a million; one in 65536 has what the contract admits.
enum {
    BUDGET_LARGE = 8192,
    BUDGET_RARE = 1 << 20,
};

static enum corpus_family family_of(const struct corpus_plan *plan, uint64_t word) {
    uint64_t choice = word >> 61;
    if (plan->kind == CORPUS_ONE_SPECIAL)
        return choice & 1 ? CORPUS_LATTICE : CORPUS_REALISTIC;
    return choice < 2 ? CORPUS_LATTICE : choice < 5 ? CORPUS_REALISTIC : CORPUS_HOSTILE;
}

static void choose_budget(struct corpus_draw *draw) {
    const struct spec_kernel *kernel = draw->one->kernel;
    uint64_t word = base_words_next(&draw->words), permille = (word >> 40) % 1000;
    draw->budget = CORPUS_BUDGET_USUAL;
    if (permille >= 930)
        draw->budget = (uint64_t)CORPUS_BUDGET_USUAL << (word >> 32) % 5;
    if (permille >= 995)
        draw->budget = (uint64_t)BUDGET_LARGE << (word >> 32) % 4;
    if ((word & 0xfff) == 0)
        draw->budget = (word & 0xffff) == 0 ? UINT64_MAX : BUDGET_RARE;
    bool is_benched = kernel->bench_point_count > 0 && (word >> 16 & 63) == 0;
    if (draw->plan.kind == CORPUS_RANDOM && is_benched)
        draw->point = &kernel->bench_points[(word >> 24 & 0xff) % kernel->bench_point_count];
    bool needs_room = draw->point != NULL || draw->plan.kind == CORPUS_ONE_LENGTH;
    if (needs_room && draw->budget < BUDGET_LARGE)
        draw->budget = BUDGET_LARGE;
}

void corpus_draw_start(struct corpus_draw *draw, const struct corpus_generator *generator,
                       uint64_t index, enum corpus_step step, struct corpus_case *one) {
    uint64_t word = base_random_word(&generator->source, index, CORPUS_PURPOSE_CASE);
    draw->generator = generator;
    draw->one = one;
    draw->plan = corpus_fixed_plan(generator, index);
    draw->family = family_of(&draw->plan, word);
    draw->is_usual = false;
    draw->point = NULL;
    draw->wrong_input = NULL;
    draw->words.state = step == CORPUS_SHAPE ? word : ~word;
    if (step == CORPUS_ELEMENTS || generator->has_free_scalars)
        base_random_start(&draw->random, &draw->words);
    if (step == CORPUS_SHAPE)
        choose_budget(draw);
}

void corpus_take_fallback(struct corpus_draw *draw) {
    const struct corpus_generator *generator = draw->generator;
    const struct spec_kernel *kernel = generator->kernel;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        draw->one->arguments[i].bits = generator->fallback_bits[i];
    corpus_case_values(draw->one, draw->values);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        uint64_t count = 1;
        if (kernel->params[i].is_array)
            base_check(corpus_extent_evaluate(&kernel->params[i], draw->values, &count));
        draw->one->arguments[i].count = count;
    }
}

void corpus_draw_shape(const struct corpus_generator *generator, uint64_t index,
                       struct corpus_case *one) {
    struct corpus_draw draw;
    corpus_draw_start(&draw, generator, index, CORPUS_SHAPE, one);
    one->kernel = generator->kernel;
    bool is_settled = false;
    for (int attempt = 0; attempt < SHAPE_ATTEMPTS && !is_settled; attempt++)
        is_settled = corpus_shape_attempt(&draw);
    if (!is_settled)
        corpus_take_fallback(&draw);
    corpus_place_arrays(&draw);
}

/// Puts the plan's special alone at its lane, if the array reaches that far.
static void place_special(struct corpus_draw *draw) {
    const struct corpus_input *input = &draw->generator->inputs[draw->plan.input];
    const struct spec_param *param = &draw->one->kernel->params[input->param];
    const struct corpus_argument *argument = &draw->one->arguments[input->param];
    bool is_scalar = !param->is_array && param->base != SPEC_STRUCT;
    if (is_scalar || argument->count * input->leaf->count <= draw->plan.lane)
        return;
    uint64_t bits = input->specials[draw->plan.special];
    uint32_t index = 0;
    while (input->intervals[index].is_empty)
        index++;
    if (!corpus_input_holds(input, bits))
        bits = corpus_number_special(draw, &input->intervals[index]);
    corpus_number_set(argument->data + corpus_leaf_offset(param, input->leaf, draw->plan.lane), 0,
                      spec_base_size(input->leaf->base), bits);
}

void corpus_fill_elements(struct corpus_draw *draw) {
    const struct corpus_generator *generator = draw->generator;
    corpus_case_values(draw->one, draw->values);
    for (uint32_t i = 0; i < generator->input_count; i++) {
        struct corpus_input *input = &generator->inputs[i];
        const struct spec_param *param = &generator->kernel->params[input->param];
        struct corpus_argument *argument = &draw->one->arguments[input->param];
        if (!param->is_array && param->base != SPEC_STRUCT)
            continue;
        if (param->base == SPEC_STRUCT && generator->first_input[input->param] == i)
            memset(argument->data, 0, argument->count * param->element_size);
        corpus_input_evaluate(draw, input, argument->count * input->leaf->count);
        corpus_input_fill(draw, input);
    }
}

void corpus_draw_elements(const struct corpus_generator *generator, uint64_t index,
                          struct corpus_case *one) {
    struct corpus_draw draw;
    if (!generator->has_elements)
        return;
    corpus_draw_start(&draw, generator, index, CORPUS_ELEMENTS, one);
    corpus_fill_elements(&draw);
    if (draw.plan.kind == CORPUS_ONE_SPECIAL)
        place_special(&draw);
    corpus_case_complete(one, generator->completion);
}
