#include "base/monotonic.h"

#include "diff/files.h"
#include "diff/worker.h"
#include "fuzz/engine.h"
#include "fuzz/hunt.h"
#include "tool/verb.h"
#include "tool/verbs.h"

#include <jansson.h>
#include <string.h>
#include <unistd.h>

enum { BUDGET_MS_DEFAULT = 60 * 1000 };

static const struct tool_verb verb = {
    .usage = "lockstep fuzz HEADER… [options]",
    .prose =
        "Searches for inputs on which a variant diverges from the reference: climbs along the\n"
        "divergence by typed moves, from the corpus and from the best cases so far. What it\n"
        "finds is confirmed, minimized, and written like the findings of `lockstep diff`.",
    .example = "  lockstep fuzz saxpy.h --reference libref.so --optimized libfast.so --budget 5m\n"
               "searches for five minutes; --resume lockstep-out goes on where it ended.",
    .allowed = TOOL_REFERENCE | TOOL_OPTIMIZED | TOOL_KERNEL | TOOL_SEED | TOOL_JOBS | TOOL_OUT |
               TOOL_JSON | TOOL_MAX_FAILURES | TOOL_TIMEOUT | TOOL_TOLERANCE | TOOL_ENTRY_STATE |
               TOOL_ENGINE | TOOL_BUDGET | TOOL_EXECUTIONS | TOOL_RESUME,
};

/// What the run of all kernels leaves.
struct fuzz_run {
    const struct tool_options *options;
    struct fuzz_kernel_result *results;
    uint32_t count;
    bool is_shown; ///< progress, on a terminal
    struct fuzz_options search;
    uint64_t started_ms, budget_ms;
    bool has_engine; ///< another engine than the search
    struct fuzz_engine_options engine;
};

static void show_progress(const struct fuzz_progress *progress, void *context) {
    const struct fuzz_run *run = context;
    if (!run->is_shown)
        return;
    double rate = progress->seconds > 0 ? (double)progress->executions / progress->seconds : 0;
    fprintf(stderr,
            "\r%-22s %4.0f of %.0f s  %.0f executions/s  divergence %.3g of what is accepted  "
            "%u findings\033[K",
            progress->subject->kernel->name, progress->seconds, progress->budget_s, rate,
            progress->best_divergence, progress->findings);
    fflush(stderr);
}

static void put_indented(const char *text) {
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *end = strchrnul(line, '\n');
        printf("      %.*s\n", (int)(end - line), line);
        line = *end != '\0' ? end + 1 : end;
    }
}

static void print_finding(const struct fuzz_kernel_result *result,
                          const struct fuzz_finding_record *finding, const char *out) {
    const struct diff_finding_record *base = &finding->base;
    printf("    %s  %s\n", base->bucket, base->description);
    printf("      first at execution %llu; minimized from %llu to %llu element%s in %llu run%s%s\n",
           (unsigned long long)finding->execution, (unsigned long long)base->elements_before,
           (unsigned long long)base->elements_after, base->elements_after == 1 ? "" : "s",
           (unsigned long long)base->shrink_runs, base->shrink_runs == 1 ? "" : "s",
           base->is_minimal ? "" : " (not proven minimal)");
    if (base->earlier_count > 0)
        printf("      fails only after %u earlier call%s, which the files carry\n",
               base->earlier_count, base->earlier_count == 1 ? "" : "s");
    put_indented(base->summary);
    printf("      cc %s/%s/%s.c -o repro && ./repro\n", out, result->kernel, base->bucket);
    printf("      lockstep replay %s/%s/%s.case %s\n", out, result->kernel, base->bucket,
           base->arguments);
}

static void print_result(const struct fuzz_kernel_result *result, const char *out) {
    for (uint32_t i = 0; i < result->variant_count; i++) {
        const struct fuzz_variant_result *variant = &result->variants[i];
        printf("%-24s %-26s %-10s %llu executions, %.0f/s, divergence %.3g of what is accepted\n",
               result->kernel, variant->name, diff_class_name(variant->verdict),
               (unsigned long long)result->executions,
               result->seconds > 0 ? (double)result->executions / result->seconds : 0,
               result->best_divergence);
        for (uint32_t k = 0; k < variant->finding_count; k++)
            print_finding(result, &variant->findings[k], out);
    }
    fflush(stdout);
}

static json_t *pack_finding(const struct fuzz_kernel_result *result,
                            const struct fuzz_finding_record *finding, const char *out) {
    const struct diff_finding_record *base = &finding->base;
    struct base_pool pool = {0};
    const char *stem = base_pool_format(&pool, "%s/%s/%s", out, result->kernel, base->bucket);
    json_t *packed = json_pack(
        "{ss ss ss sI sI sI sI sI sI sb ss ss ss ss?}", "class", diff_class_name(base->class),
        "bucket", base->bucket, "description", base->description, "first_execution",
        (json_int_t)finding->execution, "count", (json_int_t)base->count, "elements_before",
        (json_int_t)base->elements_before, "earlier_cases", (json_int_t)base->earlier_count,
        "elements_after", (json_int_t)base->elements_after, "shrink_runs",
        (json_int_t)base->shrink_runs, "minimal", (int)base->is_minimal, "case",
        base_pool_format(&pool, "%s.case", stem), "repro", base_pool_format(&pool, "%s.c", stem),
        "command", base_pool_format(&pool, "lockstep replay %s.case %s", stem, base->arguments),
        "summary", base->summary);
    base_pool_free(&pool);
    return packed;
}

static void print_json(const struct fuzz_run *run) {
    const struct diff_options *options = &run->options->request.options;
    json_t *kernels = json_array();
    char seed[24];
    for (uint32_t k = 0; k < run->count; k++) {
        const struct fuzz_kernel_result *result = &run->results[k];
        for (uint32_t i = 0; i < result->variant_count; i++) {
            const struct fuzz_variant_result *variant = &result->variants[i];
            json_t *failures = json_array();
            for (uint32_t f = 0; f < variant->finding_count; f++)
                json_array_append_new(failures,
                                      pack_finding(result, &variant->findings[f], options->out));
            json_array_append_new(
                kernels,
                json_pack("{ss ss ss ss sI sf sf sI so}", "kernel", result->kernel, "variant",
                          variant->name, "verdict", diff_class_name(variant->verdict), "engine",
                          result->engine, "executions", (json_int_t)result->executions, "seconds",
                          result->seconds, "best_divergence", result->best_divergence, "crashes",
                          (json_int_t)result->crashes, "failures", failures));
        }
    }
    snprintf(seed, sizeof seed, "%016llx", (unsigned long long)options->seed);
    json_t *root =
        json_pack("{si ss ss so}", "lockstep", 1, "seed", seed, "verb", "fuzz", "kernels", kernels);
    json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    putchar('\n');
    json_decref(root);
}

/// Searches one kernel with its share of the time.
static bool run_kernel(const struct diff_context *context, uint32_t number, struct fuzz_run *run,
                       struct base_pool *pool, struct base_diag *diag) {
    struct diff_subject subject = {0};
    struct fuzz_kernel_result *result = &run->results[run->count];
    bool ok = diff_context_prepare(context, number, &subject, pool, diag);
    run->search.budget_ms = run->engine.budget_ms =
        base_budget_share_ms(run->started_ms, run->budget_ms, number, context->kernel_count);
    if (ok && run->has_engine)
        ok = fuzz_engine_run(&subject, &run->engine, result, pool, diag);
    else if (ok)
        ok = fuzz_hunt_run(&subject, &run->search, show_progress, run, result, pool, diag);
    if (run->is_shown)
        fprintf(stderr, "\r\033[K");
    if (ok) {
        run->count++;
        if (!run->options->is_json)
            print_result(result, run->options->request.options.out);
    }
    diff_subject_free(&subject);
    return ok;
}

static int finish(const struct fuzz_run *run) {
    uint32_t findings = 0;
    uint64_t executions = 0;
    for (uint32_t k = 0; k < run->count; k++) {
        executions += run->results[k].executions;
        for (uint32_t i = 0; i < run->results[k].variant_count; i++)
            findings += run->results[k].variants[i].finding_count;
    }
    if (run->options->is_json)
        print_json(run);
    else
        printf("%u kernel%s, %llu executions, %u finding%s; seed %llx\n", run->count,
               run->count == 1 ? "" : "s", (unsigned long long)executions, findings,
               findings == 1 ? "" : "s", (unsigned long long)run->options->request.options.seed);
    if (findings > 0)
        return 1;
    // A search in which nothing ran has shown nothing.
    return executions == 0 ? 2 : 0;
}

/// The engine that is asked for, and what it needs to know.
static bool choose_engine(struct fuzz_run *run, struct base_pool *pool, struct base_diag *diag) {
    const struct tool_options *options = run->options;
    const char *engine = options->engine != NULL ? options->engine : "search";
    uint64_t budget_ms = options->request.options.budget_ms;
    run->budget_ms = budget_ms > 0 ? budget_ms : BUDGET_MS_DEFAULT;
    run->search =
        (struct fuzz_options){.executions_max = options->executions, .resume = options->resume};
    if (strcmp(engine, "search") == 0)
        return true;
    bool is_afl = strcmp(engine, "afl") == 0;
    if (!is_afl && strcmp(engine, "libfuzzer") != 0)
        return base_fail(diag, "--engine %s: there are search, libfuzzer and afl", engine);
    if (options->executions > 0 || options->resume != NULL)
        return base_fail(diag, "--executions and --resume are for --engine search");
    run->has_engine = true;
    run->engine = (struct fuzz_engine_options){.engine = is_afl ? FUZZ_AFL : FUZZ_LIBFUZZER,
                                               .targets = fuzz_engine_targets(pool),
                                               .is_hosted = options->request.reference != NULL ||
                                                            options->request.optimized_count > 0};
    return true;
}

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    struct diff_context context;
    struct fuzz_run run = {.options = options, .is_shown = isatty(STDERR_FILENO) == 1};
    if (!diff_context_read(&context, &options->request, options->arguments, options->argument_count,
                           pool, &diag) ||
        !choose_engine(&run, pool, &diag) || !diff_context_open(&context, pool, &diag) ||
        !diff_folder_make(options->request.options.out, &diag))
        return tool_verb_fail(&diag);
    run.results = base_pool_take_array(pool, context.kernel_count, sizeof *run.results);
    bool ok = true;
    diff_interrupts_catch();
    run.started_ms = base_monotonic_ms();
    for (uint32_t i = 0; ok && i < context.kernel_count && !diff_was_interrupted(); i++)
        ok = run_kernel(&context, i, &run, pool, &diag);
    int status = finish(&run);
    return ok ? status : tool_verb_fail(&diag);
}

int tool_verb_fuzz(int count, char **words) {
    struct base_pool pool = {0};
    struct tool_options options;
    int status = tool_verb_begin(&verb, count, words, &options, &pool);
    if (status < 0)
        status = tool_verb_end(run(&options, &pool));
    base_pool_free(&pool);
    return status;
}
