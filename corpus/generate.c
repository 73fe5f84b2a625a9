#include "corpus/generate_parts.h"

#include "base/pool.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { FALLBACK_ATTEMPTS = 2000 };

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
    corpus_fixed_collect(generator, input);
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

/// Numbers are drawn densely and ordered in memory of the generator's own, reserved here for the
/// largest arrays and touched only as used.
static void reserve_scratch(struct corpus_generator *generator) {
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < generator->input_count; i++) {
        const struct corpus_input *input = &generator->inputs[i];
        const struct spec_param *param = &generator->kernel->params[input->param];
        uint64_t numbers = param->extent_max * input->leaf->count;
        bool is_wanted = param->base == SPEC_STRUCT || corpus_is_array_wise(input->leaf->domain);
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
    struct corpus_draw draw = {.generator = generator, .one = &one, .budget = CORPUS_BUDGET_USUAL};
    for (uint64_t attempt = 0; attempt < FALLBACK_ATTEMPTS; attempt++) {
        draw.words.state = base_random_word(&generator->source, attempt, CORPUS_PURPOSE_FALLBACK);
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
        corpus_fixed_count(made);
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
                               const struct corpus_completion *completion) {
    generator->completion = completion;
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
