#include "corpus/generate_parts.h"

#include "base/pool.h"

#include <stdlib.h>
#include <sys/mman.h>

/// What the words that SipHash gives are for.
enum {
    PURPOSE_CASE = 1,
    PURPOSE_FALLBACK = 2,
};

enum {
    FALLBACK_ATTEMPTS = 2000,
    SHAPE_ATTEMPTS = 8,
    SPECIALS_FLOAT_MAX = 24,
    SPECIALS_INTEGER_MAX = 12,
};

/// Element budgets: 7 % of the cases may have up to 8192 elements, 0.5 % up to 65536, and one in
/// 4096 a million; one in 65536 has what the contract admits.
enum {
    BUDGET_USUAL = 512,
    BUDGET_LARGE = 8192,
    BUDGET_RARE = 1 << 20,
};

static bool is_array_wise(const struct spec_domain *domain) {
    bool is_whole = domain->is_sorted || domain->is_unique;
    for (uint32_t i = 0; i < domain->alternative_count; i++) {
        enum spec_value kind = domain->alternatives[i].kind;
        is_whole |= kind == SPEC_PARTITION || kind == SPEC_PERMUTATION || kind == SPEC_WITH;
    }
    return is_whole;
}

static void add_special(struct corpus_input *input, uint64_t bits) {
    bool outside = !input->varies && !corpus_input_holds(input, bits);
    for (uint32_t i = 0; i < input->special_count; i++)
        outside |= input->specials[i] == bits;
    if (!outside)
        input->specials[input->special_count++] = bits;
}

/// The numbers that the fixed part tries alone: the ends of the domain and their neighbours, then
/// the type's remarkable ones; for scalars all of them.
static void collect_specials(struct corpus_generator *generator, struct corpus_input *input) {
    const struct spec_param *param = &generator->kernel->params[input->param];
    enum spec_base base = input->leaf->base;
    uint32_t limit = corpus_special_count(base);
    uint32_t usual = spec_base_is_float(base) ? SPECIALS_FLOAT_MAX : SPECIALS_INTEGER_MAX;
    if (is_array_wise(input->leaf->domain))
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

/// Prepares one input; false with a diag where a generator is missing.
static bool prepare_input(struct corpus_generator *generator, struct corpus_input *input,
                          corpus_with *(*find)(const char *name, void *context), void *context,
                          struct base_diag *diag) {
    const struct spec_domain *domain = input->leaf->domain;
    struct corpus_case none = {.kernel = generator->kernel};
    struct corpus_draw draw = {.generator = generator, .one = &none};
    uint32_t count = domain->alternative_count;
    input->intervals = base_pool_take_array(&generator->pool, count, sizeof *input->intervals);
    input->generators = base_pool_take_array(&generator->pool, count, sizeof *input->generators);
    input->is_ordered = domain->is_sorted || domain->is_unique;
    if (input->is_ordered)
        input->parts =
            base_pool_take_array(&generator->pool, 2 * (size_t)count, sizeof *input->parts);
    for (uint32_t i = 0; i < count; i++) {
        const struct spec_alternative *alternative = &domain->alternatives[i];
        bool varies = corpus_alternative_varies(alternative);
        input->varies |= varies;
        if (!varies)
            corpus_interval_evaluate(alternative, input->leaf->base, &none, draw.values, 1,
                                     &input->intervals[i]);
        if (alternative->kind != SPEC_WITH)
            continue;
        input->generators[i] = find != NULL ? find(alternative->name, context) : NULL;
        if (input->generators[i] == NULL)
            return base_fail_at(diag, alternative->place,
                                "the reference library exports no generator %s", alternative->name);
    }
    if (!input->varies && input->is_ordered)
        corpus_input_measure(input);
    collect_specials(generator, input);
    return true;
}

static bool prepare_inputs(struct corpus_generator *generator,
                           corpus_with *(*find)(const char *name, void *context), void *context,
                           struct base_diag *diag) {
    const struct spec_kernel *kernel = generator->kernel;
    uint32_t count = 0;
    for (uint32_t i = 0; i < kernel->param_count; i++)
        count += kernel->params[i].role != SPEC_OUT ? kernel->params[i].leaf_count : 0;
    generator->inputs =
        base_pool_take_array(&generator->pool, count + 1, sizeof *generator->inputs);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        generator->first_input[i] = generator->input_count;
        if (param->is_array)
            generator->extent_params[i] = corpus_expr_params(param->extent);
        // A signed length may be drawn as any number where its domain begins below 0.
        generator->has_free_scalars |=
            !param->is_array && !(param->is_length && !spec_base_is_signed(param->base));
        for (uint32_t k = 0; param->role != SPEC_OUT && k < param->leaf_count; k++) {
            struct corpus_input *input = &generator->inputs[generator->input_count++];
            generator->has_elements |= param->is_array || param->base == SPEC_STRUCT;
            input->param = i;
            input->leaf = &param->leaves[k];
            if (!prepare_input(generator, input, find, context, diag))
                return false;
        }
    }
    generator->first_input[kernel->param_count] = generator->input_count;
    return true;
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
static void count_fixed(struct corpus_generator *generator) {
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
static struct corpus_plan plan_of(const struct corpus_generator *generator, uint64_t index) {
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

static enum corpus_family family_of(const struct corpus_plan *plan, uint64_t word) {
    uint64_t choice = word >> 61;
    if (plan->kind == CORPUS_ONE_SPECIAL)
        return choice & 1 ? CORPUS_LATTICE : CORPUS_REALISTIC;
    return choice < 2 ? CORPUS_LATTICE : choice < 5 ? CORPUS_REALISTIC : CORPUS_HOSTILE;
}

static void choose_budget(struct corpus_draw *draw) {
    const struct spec_kernel *kernel = draw->one->kernel;
    uint64_t word = base_words_next(&draw->words), permille = (word >> 40) % 1000;
    draw->budget = BUDGET_USUAL;
    if (permille >= 930)
        draw->budget = (uint64_t)BUDGET_USUAL << (word >> 32) % 5;
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
    uint64_t word = base_random_word(&generator->source, index, PURPOSE_CASE);
    draw->generator = generator;
    draw->one = one;
    draw->plan = plan_of(generator, index);
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

void corpus_draw_elements(const struct corpus_generator *generator, uint64_t index,
                          struct corpus_case *one) {
    const struct spec_kernel *kernel = generator->kernel;
    struct corpus_draw draw;
    if (!generator->has_elements)
        return;
    corpus_draw_start(&draw, generator, index, CORPUS_ELEMENTS, one);
    corpus_case_values(one, draw.values);
    for (uint32_t i = 0; i < generator->input_count; i++) {
        struct corpus_input *input = &generator->inputs[i];
        const struct spec_param *param = &kernel->params[input->param];
        struct corpus_argument *argument = &one->arguments[input->param];
        if (!param->is_array && param->base != SPEC_STRUCT)
            continue;
        if (param->base == SPEC_STRUCT && generator->first_input[input->param] == i)
            memset(argument->data, 0, argument->count * param->element_size);
        corpus_input_evaluate(&draw, input, argument->count * input->leaf->count);
        corpus_input_fill(&draw, input);
    }
    if (draw.plan.kind == CORPUS_ONE_SPECIAL)
        place_special(&draw);
    corpus_complete(generator, one);
}

/// Numbers are drawn densely and ordered in memory of the generator's own, reserved here for the
/// largest arrays and touched only as used.
static void reserve_scratch(struct corpus_generator *generator) {
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < generator->input_count; i++) {
        const struct corpus_input *input = &generator->inputs[i];
        const struct spec_param *param = &generator->kernel->params[input->param];
        uint64_t numbers = param->extent_max * input->leaf->count;
        bool is_wanted = param->base == SPEC_STRUCT || is_array_wise(input->leaf->domain);
        if (is_wanted && numbers > bytes / 8)
            bytes = numbers * 8;
    }
    for (int i = 0; bytes > 0 && i < 3; i++) {
        void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) {
            fprintf(stderr, "error: out of memory: %llu bytes more were wanted\n",
                    (unsigned long long)bytes);
            exit(2);
        }
        generator->scratch[i] = memory;
    }
    generator->scratch_bytes = bytes;
}

/// Finds scalars of one valid case, which stand in where a draw finds none; false with a diag that
/// names what stayed without a value.
static bool find_fallback(struct corpus_generator *generator, struct base_diag *diag) {
    const struct spec_kernel *kernel = generator->kernel;
    struct corpus_case one = {.kernel = kernel};
    struct corpus_draw draw = {.generator = generator, .one = &one, .budget = BUDGET_USUAL};
    for (uint64_t attempt = 0; attempt < FALLBACK_ATTEMPTS; attempt++) {
        draw.words.state = base_random_word(&generator->source, attempt, PURPOSE_FALLBACK);
        draw.family = (enum corpus_family)(attempt % 3);
        base_random_start(&draw.random, &draw.words);
        if (!corpus_shape_attempt(&draw))
            continue;
        for (uint32_t i = 0; i < kernel->param_count; i++)
            generator->fallback_bits[i] = one.arguments[i].bits;
        return true;
    }
    if (draw.wrong_input == NULL)
        return base_fail_at(diag, kernel->place, "no values of the scalars give extents for %s",
                            kernel->name);
    const struct corpus_input *input = draw.wrong_input;
    bool is_field = input->leaf->path[0] != '\0';
    return base_fail_at(diag, input->leaf->domain->place,
                        "no value lies in the domain of %s%s%s, whatever the scalars of %s are",
                        kernel->params[input->param].name, is_field ? "." : "", input->leaf->path,
                        kernel->name);
}

bool corpus_generator_create(struct corpus_generator **generator, const struct spec_kernel *kernel,
                             uint64_t seed, corpus_with *(*find)(const char *name, void *context),
                             void *context, struct base_diag *diag) {
    struct base_pool pool = {0};
    struct corpus_generator *made = base_pool_take(&pool, sizeof *made);
    made->kernel = kernel;
    made->pool = pool;
    base_random_source_start(&made->source, seed, kernel->name);
    bool ok = prepare_inputs(made, find, context, diag);
    if (ok) {
        count_fixed(made);
        reserve_scratch(made);
        ok = find_fallback(made, diag);
        corpus_exhaustive_prepare(made);
    }
    *generator = ok ? made : NULL;
    if (!ok)
        corpus_generator_free(made);
    return ok;
}

void corpus_generator_complete(struct corpus_generator *generator,
                               struct corpus_completion completion) {
    generator->completion = completion;
}

void corpus_complete(const struct corpus_generator *generator, struct corpus_case *one) {
    if (generator->completion.complete != NULL)
        generator->completion.complete(one, generator->completion.context);
}

void corpus_generator_free(struct corpus_generator *generator) {
    if (generator == NULL)
        return;
    for (int i = 0; i < 3; i++)
        if (generator->scratch[i] != NULL)
            munmap(generator->scratch[i], generator->scratch_bytes);
    // The generator lies in its own pool.
    struct base_pool pool = generator->pool;
    base_pool_free(&pool);
}
