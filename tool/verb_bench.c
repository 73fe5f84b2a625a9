#include "bench/baseline.h"
#include "bench/document.h"
#include "diff/worker.h"
#include "tool/print_bench.h"
#include "tool/timing.h"
#include "tool/verb.h"
#include "tool/verbs.h"

#include <string.h>
#include <unistd.h>

static const struct tool_verb verb = {
    .usage = "lockstep bench HEADER… [options]",
    .prose =
        "Times reference and variant, interleaved, in six fresh processes, at every @bench point\n"
        "(or, with --suite, the memory engine's benchmarks by name), on inputs that were just\n"
        "proven equal. Prints estimates with 95 % intervals; --baseline tells what has changed.\n"
        "Exit status: 0 measured; 1 a kernel differs or crashes; 2 a mistake; 3 the baseline is\n"
        "another machine's, or the runs of --variance vary too much.",
    .example = "  lockstep bench reference/dot.h --class usual,cold --save-baseline before",
    .allowed = TOOL_REFERENCE | TOOL_OPTIMIZED | TOOL_KERNEL | TOOL_SEED | TOOL_OUT | TOOL_JSON |
               TOOL_TOLERANCE | TOOL_CLASS | TOOL_SUITE | TOOL_SAVE_BASELINE | TOOL_BASELINE |
               TOOL_VARIANCE,
};

/// What ten consecutive runs may vary by, as bench_undisturbed_judge takes it.
static const double variance_limit = 0.05;

static bool parse_classes(const char *text, uint32_t *classes, struct base_pool *pool,
                          struct base_diag *diag) {
    char *list, *rest = NULL;
    *classes = 1u << BENCH_USUAL;
    if (text == NULL)
        return true;
    *classes = 0;
    list = base_pool_copy(pool, text, strlen(text));
    for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        enum bench_class class;
        if (!bench_class_parse(word, &class))
            return base_fail(diag,
                             "--class %s: no class is called \"%s\"; there are usual, unaligned, "
                             "cold, subnormal",
                             text, word);
        *classes |= 1u << class;
    }
    return *classes != 0 || base_fail(diag, "--class: names no class");
}

/// What would be ignored is a mistake.
static bool check_together(const struct tool_options *options, struct base_diag *diag) {
    if (options->is_suite && options->classes != NULL)
        return base_fail(diag, "--class is for @bench points; --suite has inputs of its own");
    const char *kept = options->is_json                 ? "--json"
                       : options->save_baseline != NULL ? "--save-baseline"
                       : options->baseline != NULL      ? "--baseline"
                                                        : NULL;
    if (options->variance_runs > 0 && kept != NULL)
        return base_fail(diag, "%s is for one run's results; --variance only tells how runs differ",
                         kept);
    return true;
}

static void show_progress(const struct spec_kernel *kernel, uint32_t process, void *context) {
    (void)context;
    fprintf(stderr, "\r\033[Kprocess %u of %u: %s", process + 1, BENCH_SURVEY_PROCESSES,
            kernel->name);
}

/// The file in OUT that a run writes, or NULL.
static const char *result_name(const struct tool_options *options) {
    if (options->variance_runs > 0)
        return NULL;
    return options->is_suite ? "suite.json" : "bench.json";
}

static bool put_results(const struct bench_survey *survey,
                        const struct bench_survey_request *request,
                        const struct tool_options *options, struct base_pool *pool,
                        struct base_diag *diag) {
    const char *out = options->request.options.out;
    json_t *document = bench_survey_document(survey, request, pool);
    base_check(document != NULL);
    const char *path = base_pool_format(pool, "%s/%s", out, result_name(options));
    bool ok = bench_document_write(document, path, diag);
    if (ok && options->save_baseline != NULL && !survey->is_interrupted)
        ok = bench_baseline_write(document, out, options->save_baseline, pool, diag);
    if (options->is_json) {
        json_dumpf(document, stdout, JSON_INDENT(1));
        putchar('\n');
    } else if (options->is_suite) {
        tool_print_suite(survey, stdout);
    } else {
        tool_print_survey(survey, stdout);
    }
    if (!options->is_json)
        tool_print_skipped(request->context, stdout);
    json_decref(document);
    if (survey->is_interrupted)
        fprintf(stderr, "interrupted: benchmarks that were not finished have no estimates%s\n",
                options->save_baseline != NULL ? "; no baseline is saved" : "");
    return ok;
}

/// Runs everything again and again. One run's figure is what a call takes undisturbed.
static bool run_variance(const struct bench_survey_request *request, uint32_t runs, int *status,
                         struct base_pool *pool, struct base_diag *diag) {
    double *cpu_ns = NULL, *wall_ns = NULL, *reads = NULL;
    struct bench_survey survey;
    bool is_incomparable;
    for (uint32_t run = 0; run < runs; run++) {
        if (!bench_survey_run(&survey, request, &is_incomparable, pool, diag))
            return false;
        if (survey.is_interrupted)
            return base_fail(diag, "interrupted in run %u of %u: no variance can be told", run + 1,
                             runs);
        uint32_t rows = survey.row_count;
        if (run == 0) {
            cpu_ns = base_pool_take_array(pool, (size_t)rows * runs, sizeof *cpu_ns);
            wall_ns = base_pool_take_array(pool, (size_t)rows * runs, sizeof *wall_ns);
            reads = base_pool_take_array(pool, (size_t)rows * runs, sizeof *reads);
        }
        for (uint32_t i = 0; i < rows; i++) {
            const struct bench_row *row = &survey.rows[i];
            if (row->state != BENCH_MEASURED || row->is_broken)
                return base_fail(diag, "%s %s: %s", row->kernel->name, row->point_text, row->text);
            cpu_ns[run * rows + i] = bench_undisturbed_cpu_ns(&row->undisturbed);
            wall_ns[run * rows + i] = bench_undisturbed_wall_ns(&row->undisturbed);
            reads[run * rows + i] = bench_undisturbed_reads(&row->undisturbed);
        }
        fprintf(stderr, "run %u of %u: %.0f s\n", run + 1, runs, survey.seconds);
    }
    struct tool_variance variance = {&survey, runs, cpu_ns, wall_ns, reads};
    *status = tool_print_variance(&variance, variance_limit, stdout) ? 0 : 3;
    return true;
}

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    struct tool_timing timing = {0};
    struct bench_survey survey;
    uint32_t classes = 0;
    bool is_incomparable = false;
    int status = 0;
    bool ok = check_together(options, &diag) &&
              parse_classes(options->classes, &classes, pool, &diag) &&
              tool_timing_open(&timing, options, result_name(options), NULL, pool, &diag);
    bool shows = isatty(STDERR_FILENO);
    struct bench_survey_request request = {.context = &timing.context,
                                           .classes = classes,
                                           .is_suite = options->is_suite,
                                           .tells_undisturbed =
                                               options->is_suite || options->variance_runs > 0,
                                           .is_quick = options->is_quick,
                                           .baseline = timing.baseline,
                                           .machine = timing.machine,
                                           .program = timing.program,
                                           .observer = shows ? show_progress : NULL};
    if (ok && options->variance_runs > 0) {
        ok = run_variance(&request, options->variance_runs, &status, pool, &diag);
    } else if (ok) {
        ok = bench_survey_run(&survey, &request, &is_incomparable, pool, &diag);
        if (shows)
            fputs("\r\033[K", stderr);
        ok = ok && put_results(&survey, &request, options, pool, &diag);
        status = ok ? bench_survey_exit_status(&survey) : 0;
    }
    if (!ok)
        status = tool_verb_fail(&diag);
    diff_interrupts_release();
    tool_timing_close(&timing);
    return is_incomparable ? 3 : status;
}

int tool_verb_bench(int count, char **words) {
    struct base_pool pool = {0};
    struct tool_options options;
    int status = tool_verb_begin(&verb, count, words, &options, &pool);
    if (status < 0)
        status = tool_verb_end(run(&options, &pool));
    base_pool_free(&pool);
    return status;
}
