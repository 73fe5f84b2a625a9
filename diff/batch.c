// Many kernels, one after the other, and what they left.

#include "base/monotonic.h"

#include "diff/context.h"
#include "diff/earlier.h"
#include "diff/files.h"
#include "diff/store.h"
#include "diff/worker.h"

/// Skipped variants are listed behind those that ran, so that nobody takes them for passed.
static void add_skipped(struct diff_kernel_result *result, const struct diff_context *context) {
    for (uint32_t i = 0; i < context->optimized_count; i++) {
        if (context->optimized[i].skip_reason == NULL)
            continue;
        result->variants[result->variant_count++] = (struct diff_variant_result){
            .name = context->optimized[i].name, .skip_reason = context->optimized[i].skip_reason};
    }
}

static bool run_kernel(const struct diff_context *context, uint32_t number, uint64_t share_ms,
                       const struct diff_batch_observer *observer, struct diff_results_file *file,
                       struct base_pool *pool, struct base_diag *diag) {
    struct diff_subject subject = {0};
    struct diff_kernel_result *result = &file->kernels[file->kernel_count];
    const char *out = context->request->options.out;
    bool ok = diff_context_prepare(context, number, &subject, pool, diag);
    if (ok) {
        if (observer->begin != NULL)
            observer->begin(number + 1, context->kernel_count, observer->context);
        ok = diff_session_run(&subject, share_ms, observer->progress, observer->context, result,
                              &file->is_interrupted, pool, diag);
        // A run that was cut short has not looked for all that it might find again.
        if (ok && !file->is_interrupted && !result->is_cut)
            ok = diff_earlier_set_aside(result, out, diag);
        add_skipped(result, context);
        file->kernel_count++;
        struct base_diag later;
        ok = diff_store_save(file, out, ok ? diag : &later) && ok;
        if (observer->end != NULL)
            observer->end(file, result, observer->context);
    }
    diff_subject_free(&subject);
    return ok;
}

/// A misspelt name should not show after ten minutes.
static bool check_kernels(const struct diff_context *context, struct base_pool *pool,
                          struct base_diag *diag) {
    bool ok = true;
    for (uint32_t i = 0; ok && i < context->kernel_count; i++) {
        struct diff_subject subject = {0};
        ok = diff_context_prepare(context, i, &subject, pool, diag);
        diff_subject_free(&subject);
    }
    return ok;
}

bool diff_batch_run(const struct diff_context *context, const struct diff_batch_observer *observer,
                    struct diff_results_file *file, struct base_pool *pool,
                    struct base_diag *diag) {
    const struct diff_options *options = &context->request->options;
    *file = (struct diff_results_file){
        .seed = options->seed,
        .inputs = options->inputs,
        .shard_index = options->shard_index,
        .shard_count = options->shard_count,
        .failures_max = options->failures_max,
        .without = options->without,
        .is_exhaustive = options->is_exhaustive,
    };
    file->kernels = base_pool_take_array(pool, context->kernel_count, sizeof *file->kernels);
    bool ok = diff_folder_make(options->out, diag) && check_kernels(context, pool, diag);
    diff_interrupts_catch();
    uint64_t started_ms = base_monotonic_ms();
    for (uint32_t i = 0; ok && i < context->kernel_count && !file->is_interrupted; i++) {
        uint64_t share_ms =
            base_budget_share_ms(started_ms, options->budget_ms, i, context->kernel_count);
        ok = run_kernel(context, i, share_ms, observer, file, pool, diag);
    }
    diff_interrupts_release();
    return ok;
}
