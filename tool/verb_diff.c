#include "diff/cost.h"
#include "diff/files.h"
#include "diff/store.h"
#include "diff/worker.h"
#include "tool/print.h"
#include "tool/progress.h"
#include "tool/verb.h"
#include "tool/verbs.h"

#include <string.h>

static const struct tool_verb verb = {
    .usage = "lockstep diff HEADER… [options]",
    .prose = "Runs the seeded corpus of each kernel through the reference and every variant, with\n"
             "guarded arrays, and proves agreement with evidence or writes minimized reproducers.",
    .example = "  lockstep diff saxpy.h --reference libref.so --optimized libfast.so\n"
               "runs a million cases of each kernel in saxpy.h; findings go to lockstep-out/.",
    .allowed = TOOL_REFERENCE | TOOL_OPTIMIZED | TOOL_KERNEL | TOOL_SEED | TOOL_JOBS | TOOL_OUT |
               TOOL_JSON | TOOL_JUNIT | TOOL_INPUTS | TOOL_SHARD | TOOL_EXHAUSTIVE |
               TOOL_MAX_FAILURES | TOOL_TIMEOUT | TOOL_TOLERANCE | TOOL_ENTRY_STATE |
               TOOL_REGRESSIONS | TOOL_COST,
};

/// Skipped variants are listed behind those that ran, so that nobody takes them for passed.
static void add_skipped(struct diff_kernel_result *result, const struct tool_context *context) {
    for (uint32_t i = 0; i < context->optimized_count; i++) {
        if (context->optimized[i].skip_reason == NULL)
            continue;
        result->variants[result->variant_count++] = (struct diff_variant_result){
            .name = context->optimized[i].name, .skip_reason = context->optimized[i].skip_reason};
    }
}

/// Runs every kernel, saving after each. False with a diag; what was found before is kept.
static bool run_kernels(const struct tool_context *context, struct diff_results_file *file,
                        struct base_pool *pool, struct base_diag *diag) {
    const struct tool_options *options = context->options;
    bool ok = true;
    for (uint32_t i = 0; ok && i < context->kernel_count && !file->is_interrupted; i++) {
        struct diff_subject subject = {0};
        struct tool_progress progress;
        struct diff_kernel_result *result = &file->kernels[file->kernel_count];
        ok =
            diff_subject_prepare(&subject, context->kernels[i], &options->diff, &context->reference,
                                 context->optimized, context->optimized_count, pool, diag);
        if (ok) {
            tool_progress_begin(&progress, i + 1, context->kernel_count);
            ok = diff_session_run(&subject, tool_progress_show, &progress, result,
                                  &file->is_interrupted, pool, diag);
            tool_progress_end(&progress);
            add_skipped(result, context);
            file->kernel_count++;
            if (!options->is_json)
                tool_print_kernel(file, result, options->diff.out, stdout);
            struct base_diag later;
            if (!diff_store_save(file, options->diff.out, ok ? diag : &later))
                ok = false;
        }
        diff_subject_free(&subject);
    }
    return ok;
}

/// Symbols and corpora of all kernels are checked before the first runs: a misspelt name should not
/// show after ten minutes.
static bool check_kernels(const struct tool_context *context, struct base_pool *pool,
                          struct base_diag *diag) {
    for (uint32_t i = 0; i < context->kernel_count; i++) {
        struct diff_subject subject = {0};
        bool ok = diff_subject_prepare(&subject, context->kernels[i], &context->options->diff,
                                       &context->reference, context->optimized,
                                       context->optimized_count, pool, diag);
        diff_subject_free(&subject);
        if (!ok)
            return false;
    }
    return true;
}

/// --cost: how much of a run the checking takes.
static bool measure_costs(const struct tool_context *context, struct base_pool *pool,
                          struct base_diag *diag) {
    struct diff_options single = context->options->diff;
    single.jobs = 1;
    printf("%-22s %10s %12s %12s %8s\n", "kernel", "cases", "calls alone", "whole run", "ratio");
    for (uint32_t i = 0; i < context->kernel_count; i++) {
        struct diff_subject subject = {0};
        struct diff_cost cost;
        bool ok = diff_subject_prepare(&subject, context->kernels[i], &single, &context->reference,
                                       context->optimized, context->optimized_count, pool, diag) &&
                  diff_cost_measure(&subject, &cost, diag);
        diff_subject_free(&subject);
        if (!ok)
            return false;
        printf("%-22s %10llu %10.3f s %10.3f s %8.2f\n", context->kernels[i]->name,
               (unsigned long long)cost.cases, cost.calls_s, cost.whole_s,
               cost.whole_s / cost.calls_s);
        fflush(stdout);
    }
    return true;
}

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    struct tool_context context;
    struct diff_results_file file = {
        .seed = options->diff.seed,
        .inputs = options->diff.inputs,
        .shard_index = options->diff.shard_index,
        .shard_count = options->diff.shard_count,
        .failures_max = options->diff.failures_max,
        .is_exhaustive = options->diff.is_exhaustive,
    };
    if (!tool_context_read(&context, options, options->arguments, options->argument_count, pool,
                           &diag) ||
        !tool_context_open(&context, pool, &diag) || !diff_folder_make(options->diff.out, &diag) ||
        !check_kernels(&context, pool, &diag))
        return tool_verb_fail(&diag);
    if (options->measures_cost)
        return measure_costs(&context, pool, &diag) ? 0 : tool_verb_fail(&diag);
    file.kernels = base_pool_take_array(pool, context.kernel_count, sizeof *file.kernels);
    diff_interrupts_catch();
    bool ok = run_kernels(&context, &file, pool, &diag);
    if (options->is_json)
        tool_print_json(&file, options->diff.out, stdout);
    else
        tool_print_total(&file, stdout);
    struct base_diag junit_diag;
    if (options->junit != NULL && !tool_write_junit(&file, options->junit, &junit_diag)) {
        tool_verb_fail(&junit_diag);
        return 2;
    }
    if (!ok)
        return tool_verb_fail(&diag);
    int status = diff_results_exit_status(&file);
    // An interrupted run that found nothing has proven nothing either.
    return status == 0 && file.is_interrupted ? 2 : status;
}

int tool_verb_diff(int count, char **words) {
    struct base_pool pool = {0};
    struct tool_options options;
    int status = tool_verb_begin(&verb, count, words, &options, &pool);
    if (status < 0)
        status = tool_verb_end(run(&options, &pool));
    base_pool_free(&pool);
    return status;
}
