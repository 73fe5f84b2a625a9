// The public API: include/lockstep.h over diff/context.h.

#include "diff/context.h"
#include "include/lockstep.h"

#include <stdlib.h>
#include <string.h>

struct lockstep_run {
    struct base_pool pool;
    struct base_diag diag;
    bool has_error;
    struct lockstep_result *results;
    size_t result_count;
};

_Static_assert((int)LOCKSTEP_EQUAL == (int)DIFF_EQUAL &&
                   (int)LOCKSTEP_MISTRUSTED == (int)DIFF_MISTRUSTED &&
                   (int)LOCKSTEP_UNSTABLE == (int)DIFF_UNSTABLE &&
                   (int)LOCKSTEP_CRASHED == (int)DIFF_CRASHED,
               "the public verdicts are the internal classes");

static bool copy_list(const char **list, uint32_t *count, uint32_t maximum,
                      const char *const *given, size_t given_count, const char *what,
                      struct base_diag *diag) {
    if (given_count > maximum)
        return base_fail(diag, "at most %u %s may be given", maximum, what);
    for (size_t i = 0; i < given_count; i++)
        list[i] = given[i];
    *count = (uint32_t)given_count;
    return true;
}

static bool make_request(const struct lockstep_options *options, struct diff_request *request,
                         struct base_diag *diag) {
    struct diff_options *to = &request->options;
    *to = diff_options_default();
    request->reference = options->reference;
    to->seed = options->seed;
    if (options->inputs > 0)
        to->inputs = options->inputs;
    if (options->jobs > 0)
        to->jobs = options->jobs;
    if (options->max_failures > 0)
        to->failures_max = options->max_failures;
    if (options->timeout_ms > 0)
        to->timeout_ms = options->timeout_ms;
    if (options->tolerance > 0)
        to->near_tolerance = options->tolerance;
    if (options->out != NULL)
        to->out = options->out;
    return copy_list(request->optimized, &request->optimized_count, DIFF_VARIANTS_MAX,
                     options->optimized, options->optimized_count, "variants", diag) &&
           copy_list(request->kernels, &request->kernel_count, DIFF_KERNELS_MAX, options->kernels,
                     options->kernel_count, "kernels", diag);
}

static struct lockstep_result result_of(const struct diff_kernel_result *kernel,
                                        const struct diff_variant_result *variant, const char *out,
                                        struct base_pool *pool) {
    struct lockstep_failure *failures =
        base_pool_take_array(pool, variant->finding_count, sizeof *failures);
    for (uint32_t i = 0; i < variant->finding_count; i++) {
        const struct diff_finding_record *finding = &variant->findings[i];
        const char *stem = base_pool_format(pool, "%s/%s/%s", out, kernel->kernel, finding->bucket);
        failures[i] = (struct lockstep_failure){
            .verdict = (enum lockstep_verdict)finding->class,
            .bucket = finding->bucket,
            .description = finding->description,
            .summary = finding->summary,
            .case_path = base_pool_format(pool, "%s.case", stem),
            .repro_path = base_pool_format(pool, "%s.c", stem),
            .count = finding->count,
        };
    }
    const struct diff_evidence *evidence = &variant->evidence;
    return (struct lockstep_result){
        .kernel = kernel->kernel,
        .variant = variant->name,
        .verdict = (enum lockstep_verdict)variant->verdict,
        .reason = variant->mistrust,
        .cases = variant->cases,
        .elements = evidence->elements,
        .finite_share = diff_share(evidence->finite, evidence->numbers),
        .null_pass_share = diff_share(evidence->null_any, evidence->null_cases),
        .failures = failures,
        .failure_count = variant->finding_count,
    };
}

struct lockstep_run *lockstep_diff(const struct lockstep_options *options) {
    struct lockstep_run *run = calloc(1, sizeof *run);
    struct diff_request request = {0};
    struct diff_context context;
    struct diff_results_file file = {0};
    const struct diff_batch_observer silent = {0};
    base_check(run != NULL);
    run->has_error = !make_request(options, &request, &run->diag) ||
                     !diff_context_read(&context, &request, options->headers,
                                        (uint32_t)options->header_count, &run->pool, &run->diag) ||
                     !diff_context_open(&context, &run->pool, &run->diag) ||
                     !diff_batch_run(&context, &silent, &file, &run->pool, &run->diag);
    run->results = base_pool_take_array(&run->pool, (size_t)file.kernel_count * DIFF_VARIANTS_MAX,
                                        sizeof *run->results);
    for (uint32_t k = 0; k < file.kernel_count; k++)
        for (uint32_t v = 0; v < file.kernels[k].run_count; v++)
            run->results[run->result_count++] = result_of(
                &file.kernels[k], &file.kernels[k].variants[v], request.options.out, &run->pool);
    return run;
}

const char *lockstep_error(const struct lockstep_run *run) {
    return run->has_error ? run->diag.text : NULL;
}

size_t lockstep_result_count(const struct lockstep_run *run) {
    return run->result_count;
}

const struct lockstep_result *lockstep_result(const struct lockstep_run *run, size_t index) {
    return index < run->result_count ? &run->results[index] : NULL;
}

const char *lockstep_verdict_name(enum lockstep_verdict verdict) {
    return diff_class_name((enum diff_class)verdict);
}

void lockstep_free(struct lockstep_run *run) {
    base_pool_free(&run->pool);
    free(run);
}
