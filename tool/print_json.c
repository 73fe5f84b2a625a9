#include "diff/store.h"
#include "tool/print.h"

static json_t *pack_failure(const struct diff_kernel_result *kernel,
                            const struct diff_finding_record *finding, const char *out) {
    struct base_pool pool = {0};
    const char *stem = base_pool_format(&pool, "%s/%s/%s", out, kernel->kernel, finding->bucket);
    json_t *index =
        finding->first_index >= 0 ? json_integer((json_int_t)finding->first_index) : json_null();
    json_t *failure = json_pack(
        "{ss ss ss so sI sI sI sI sb ss ss ss ss?}", "class", diff_class_name(finding->class),
        "bucket", finding->bucket, "description", finding->description, "first_case_index", index,
        "count", (json_int_t)finding->count, "elements_before",
        (json_int_t)finding->elements_before, "elements_after", (json_int_t)finding->elements_after,
        "shrink_runs", (json_int_t)finding->shrink_runs, "minimal", (int)finding->is_minimal,
        "case", base_pool_format(&pool, "%s.case", stem), "repro",
        base_pool_format(&pool, "%s.c", stem), "command",
        base_pool_format(&pool, "lockstep replay %s.case %s", stem, finding->arguments), "summary",
        finding->summary);
    if (finding->regression != NULL)
        json_object_set_new(failure, "regression", json_string(finding->regression));
    if (finding->is_least)
        json_object_set_new(failure, "count_is_least", json_true());
    if (finding->history_index >= 0)
        json_object_set_new(failure, "after_case_index",
                            json_integer((json_int_t)finding->history_index));
    base_pool_free(&pool);
    return failure;
}

static json_t *pack_variant(const struct diff_results_file *file,
                            const struct diff_kernel_result *kernel,
                            const struct diff_variant_result *variant, const char *out) {
    const struct diff_evidence *evidence = &variant->evidence;
    json_t *failures = json_array();
    for (uint32_t i = 0; i < variant->finding_count; i++)
        json_array_append_new(failures, pack_failure(kernel, &variant->findings[i], out));
    uint64_t cases = file->is_exhaustive ? evidence->patterns : variant->cases;
    json_t *nulls =
        json_pack("{sf sf sf}", "nothing",
                  diff_share(evidence->null_passes[DIFF_NULL_NOTHING], evidence->null_cases),
                  "zero", diff_share(evidence->null_passes[DIFF_NULL_ZERO], evidence->null_cases),
                  "nan", diff_share(evidence->null_passes[DIFF_NULL_NAN], evidence->null_cases));
    json_t *packed =
        json_pack("{ss ss ss sI sI sI sf sf so sI sI sb sb so}", "kernel", kernel->kernel,
                  "variant", variant->name, "verdict", diff_class_name(variant->verdict), "cases",
                  (json_int_t)cases, "elements", (json_int_t)evidence->elements, "numbers_compared",
                  (json_int_t)evidence->numbers, "finite_share",
                  diff_share(evidence->finite, evidence->numbers), "null_pass_share",
                  diff_share(evidence->null_any, evidence->null_cases), "null_passes", nulls,
                  "regressions", (json_int_t)kernel->regression_count, "rounding_remarks",
                  (json_int_t)variant->rounding_remarks, "stopped_early", (int)variant->is_stopped,
                  "cut", (int)kernel->is_cut, "failures", failures);
    if (variant->mistrust != NULL)
        json_object_set_new(packed, "mistrust", json_string(variant->mistrust));
    return packed;
}

void tool_print_json(const struct diff_results_file *file, const char *out, FILE *stream) {
    char seed[24];
    json_t *kernels = json_array(), *skipped = json_array();
    for (uint32_t k = 0; k < file->kernel_count; k++) {
        const struct diff_kernel_result *kernel = &file->kernels[k];
        for (uint32_t v = 0; v < kernel->run_count; v++)
            json_array_append_new(kernels, pack_variant(file, kernel, &kernel->variants[v], out));
        for (uint32_t v = kernel->run_count; k == 0 && v < kernel->variant_count; v++)
            json_array_append_new(skipped, json_pack("{ss ss}", "variant", kernel->variants[v].name,
                                                     "reason", kernel->variants[v].skip_reason));
    }
    snprintf(seed, sizeof seed, "%016llx", (unsigned long long)file->seed);
    json_t *root =
        json_pack("{si ss sI so sb so so}", "lockstep", 1, "seed", seed, "inputs",
                  (json_int_t)file->inputs, "without", diff_store_pack_checks(file->without),
                  "interrupted", (int)file->is_interrupted, "kernels", kernels, "skipped", skipped);
    if (file->shard_count > 1) {
        char shard[32];
        snprintf(shard, sizeof shard, "%u/%u", file->shard_index, file->shard_count);
        json_object_set_new(root, "shard", json_string(shard));
    }
    json_dumpf(root, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    fputc('\n', stream);
    json_decref(root);
}
