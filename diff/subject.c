#include "diff/subject.h"

#include "diff/completion.h"
#include "diff/regression.h"

struct diff_options diff_options_default(void) {
    return (struct diff_options){
        .inputs = 1000000,
        .jobs = 1,
        .shard_index = 1,
        .shard_count = 1,
        .failures_max = 8,
        .timeout_ms = 1000,
        .near_tolerance = 1e-6,
        .entry_states = 1u << DIFF_ENTRY_DEFAULT,
        .out = "lockstep-out",
    };
}

static corpus_with *find_generator(const char *name, void *context) {
    return (corpus_with *)diff_library_find(context, name);
}

bool diff_subject_prepare(struct diff_subject *subject, const struct spec_kernel *kernel,
                          const struct diff_options *options, const struct diff_library *reference,
                          const struct diff_library *optimized, uint32_t optimized_count,
                          struct base_pool *pool, struct base_diag *diag) {
    *subject =
        (struct diff_subject){.kernel = kernel, .options = options, .reference_library = reference};
    if (!diff_library_require(reference, kernel->name, &subject->reference, diag))
        return false;
    for (uint32_t i = 0; i < optimized_count; i++) {
        if (optimized[i].skip_reason != NULL)
            continue;
        struct diff_variant *variant = &subject->variants[subject->variant_count++];
        variant->library = &optimized[i];
        if (!diff_library_require(&optimized[i], kernel->name, &variant->function, diag))
            return false;
    }
    // A name found in the library is given through a pattern of its own: companions, generators
    // and comparators are called by their plain names.
    struct diff_library *plain = base_pool_take(pool, sizeof *plain);
    *plain = *reference;
    plain->pattern = "%";
    if (!diff_call_prepare(&subject->call, kernel, DIFF_CALL_KERNEL, pool, diag) ||
        !diff_companion_prepare(&subject->magnitude, kernel, plain, "magnitude", pool, diag) ||
        !diff_companion_prepare(&subject->oracle, kernel, plain, "oracle", pool, diag) ||
        !diff_comparison_prepare(&subject->comparison, kernel, plain, options->near_tolerance,
                                 &subject->magnitude, pool, diag))
        return false;
    if (options->is_exhaustive && !corpus_exhaustive_possible(kernel, diag))
        return false;
    if (!diff_regressions_list(subject, pool, diag))
        return false;
    if (!corpus_generator_create(&subject->generator, kernel, options->seed, find_generator, plain,
                                 diag) ||
        !diff_completion_prepare(&subject->completion, kernel, plain, pool, diag))
        return false;
    corpus_generator_complete(subject->generator, subject->completion);
    return true;
}

void diff_subject_free(struct diff_subject *subject) {
    if (subject->generator != NULL)
        corpus_generator_free(subject->generator);
    subject->generator = NULL;
}

void diff_subject_draw(const struct diff_subject *subject, uint64_t index,
                       struct corpus_case *one) {
    if (subject->options->is_exhaustive) {
        corpus_exhaustive_shape(subject->generator, index, one);
        corpus_exhaustive_elements(subject->generator, index, one);
    } else {
        corpus_draw_shape(subject->generator, index, one);
        corpus_draw_elements(subject->generator, index, one);
    }
}
