#include "diff/cost.h"
#include "diff/files.h"
#include "tool/print.h"
#include "tool/progress.h"
#include "tool/verb.h"
#include "tool/verbs.h"

#include <stdlib.h>
#include <string.h>

static const struct tool_verb verb = {
    .usage = "lockstep diff HEADER… [options]",
    .prose = "Runs the seeded corpus of each kernel through the reference and every variant, with\n"
             "guarded arrays, and proves agreement with evidence or writes minimized reproducers.\n"
             "Libraries that are not given are libreference.so and liboptimized-*.so beside this\n"
             "program: the kernels of its own build.",
    .example = "  lockstep diff saxpy.h --reference libref.so --optimized libfast.so\n"
               "runs a million cases of each kernel in saxpy.h; findings go to lockstep-out/.",
    .allowed = TOOL_REFERENCE | TOOL_OPTIMIZED | TOOL_KERNEL | TOOL_SEED | TOOL_JOBS | TOOL_OUT |
               TOOL_JSON | TOOL_JUNIT | TOOL_INPUTS | TOOL_SHARD | TOOL_EXHAUSTIVE |
               TOOL_MAX_FAILURES | TOOL_TIMEOUT | TOOL_TOLERANCE | TOOL_ENTRY_STATE |
               TOOL_REGRESSIONS | TOOL_COST | TOOL_BUDGET,
};

struct watch {
    const struct tool_options *options;
    struct tool_progress progress;
};

static void watch_begin(uint32_t number, uint32_t count, void *context) {
    struct watch *watch = context;
    tool_progress_begin(&watch->progress, number, count);
}

static void watch_progress(const struct diff_subject *subject, uint64_t done, uint64_t total,
                           void *context) {
    struct watch *watch = context;
    tool_progress_show(subject, done, total, &watch->progress);
}

static void watch_end(const struct diff_results_file *file, const struct diff_kernel_result *result,
                      void *context) {
    struct watch *watch = context;
    tool_progress_end(&watch->progress);
    const char *out = watch->options->request.options.out;
    // The document is the same for any folder: what was in it before is no part of it.
    if (watch->options->is_json)
        tool_print_earlier(result, out, stderr);
    else
        tool_print_kernel(file, result, out, stdout);
}

static int compare_ratios(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_median(double *ratios, uint32_t count) {
    qsort(ratios, count, sizeof *ratios, compare_ratios);
    printf("%-22s %47.2f\n", "median", (ratios[(count - 1) / 2] + ratios[count / 2]) / 2);
}

/// --cost: how much of a run the checking takes.
static bool measure_costs(const struct diff_context *context, struct base_pool *pool,
                          struct base_diag *diag) {
    struct diff_request single = *context->request;
    struct diff_context alone = *context;
    single.options.jobs = 1;
    alone.request = &single;
    double *ratios = base_pool_take_array(pool, context->kernel_count, sizeof *ratios);
    printf("%-22s %10s %12s %12s %8s\n", "kernel", "cases", "calls alone", "whole run", "ratio");
    for (uint32_t i = 0; i < context->kernel_count; i++) {
        struct diff_subject subject = {0};
        struct diff_cost cost;
        bool ok = diff_context_prepare(&alone, i, &subject, pool, diag) &&
                  diff_cost_measure(&subject, &cost, diag);
        diff_subject_free(&subject);
        if (!ok)
            return false;
        ratios[i] = cost.whole_s / cost.calls_s;
        printf("%-22s %10llu %10.3f s %10.3f s %8.2f\n", context->kernels[i]->name,
               (unsigned long long)cost.cases, cost.calls_s, cost.whole_s, ratios[i]);
        fflush(stdout);
    }
    if (context->kernel_count > 1)
        print_median(ratios, context->kernel_count);
    return true;
}

/// What would be ignored is a mistake.
static bool check_together(const struct tool_options *options, struct base_diag *diag) {
    const char *ignored = options->request.options.budget_ms > 0 ? "--budget"
                          : options->junit != NULL               ? "--junit"
                          : options->is_json                     ? "--json"
                                                                 : NULL;
    return !options->measures_cost || ignored == NULL ||
           base_fail(diag, "%s is for a run's findings; --cost only tells what a run takes",
                     ignored);
}

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag, junit_diag;
    struct diff_context context;
    struct diff_results_file file;
    struct watch watch = {.options = options};
    struct diff_batch_observer observer = {
        .begin = watch_begin, .progress = watch_progress, .end = watch_end, .context = &watch};
    const char *out = options->request.options.out;
    if (!check_together(options, &diag) ||
        !diff_context_read(&context, &options->request, options->arguments, options->argument_count,
                           pool, &diag) ||
        !diff_context_open(&context, pool, &diag))
        return tool_verb_fail(&diag);
    if (options->measures_cost)
        return diff_folder_make(out, &diag) && measure_costs(&context, pool, &diag)
                   ? 0
                   : tool_verb_fail(&diag);
    if (options->request.options.without != 0)
        fputs("note: some checks are off (--without): \"equal\" means less than it says\n", stderr);
    bool ok = diff_batch_run(&context, &observer, &file, pool, &diag);
    if (!ok && file.kernel_count == 0)
        return tool_verb_fail(&diag);
    if (options->is_json)
        tool_print_json(&file, out, stdout);
    else
        tool_print_total(&file, stdout);
    if (options->junit != NULL && !tool_write_junit(&file, options->junit, &junit_diag))
        return tool_verb_fail(&junit_diag);
    if (!ok)
        return tool_verb_fail(&diag);
    return diff_results_exit_status(&file);
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
