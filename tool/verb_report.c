#include "diff/files.h"
#include "diff/store.h"
#include "report/page.h"
#include "tool/print.h"
#include "tool/verb.h"
#include "tool/verbs.h"

static const struct tool_verb verb = {
    .usage = "lockstep report DIR… [options]",
    .prose =
        "Writes one HTML page of what diff, bench and gate left in their folders. Merges what\n"
        "the shards of one `lockstep diff` run left: prints the same as the run without shards,\n"
        "gathers the findings in --out, and adds a table of how close each comparison comes to\n"
        "accepting a kernel that does no work.",
    .example = "  lockstep diff k.h --shard 1/2 --out a; lockstep diff k.h --shard 2/2 --out b\n"
               "  lockstep report a b --json",
    .allowed = TOOL_OUT | TOOL_JSON | TOOL_JUNIT | TOOL_HTML | TOOL_REVISION,
};

static bool merge(const struct tool_options *options, struct diff_results_file *file,
                  const char *out, struct base_pool *pool, struct base_diag *diag) {
    return diff_store_merge(file, options->arguments, options->argument_count, out, pool, diag) &&
           diff_store_save(file, out, diag);
}

static void print_diff(const struct tool_options *options, const struct diff_results_file *file,
                       const char *out) {
    if (options->is_json) {
        tool_print_json(file, out, stdout);
        return;
    }
    for (uint32_t i = 0; i < file->kernel_count; i++)
        tool_print_kernel(file, &file->kernels[i], out, stdout);
    tool_print_total(file, stdout);
    tool_print_evidence(file, stdout);
}

/// What diff and gate found together, as docs/contract.md numbers it.
static int conclude(const struct report_sources *sources) {
    int status = sources->diff != NULL ? diff_results_exit_status(sources->diff) : 0;
    json_int_t gate = json_integer_value(json_object_get(sources->gate, "exit_status"));
    return status == 0 || (status != 1 && gate == 1) ? (int)gate : status;
}

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    struct diff_results_file file;
    struct report_sources sources = {0};
    int status = 2;
    if (options->argument_count == 0) {
        base_fail(&diag, "no folder is given; see --help");
        return tool_verb_fail(&diag);
    }
    // One folder alone is reported in place: its findings lie there already.
    bool is_in_place = options->argument_count == 1 && !options->has_out;
    sources.out = is_in_place ? options->arguments[0] : options->request.options.out;
    const char *page = options->html != NULL
                           ? options->html
                           : base_pool_format(pool, "%s/report.html", sources.out);
    bool ok =
        report_sources_read(&sources, options->arguments, options->argument_count, pool, &diag) &&
        diff_folder_make(sources.out, &diag);
    if (ok && report_sources_have_diff(options->arguments, options->argument_count, pool)) {
        ok = merge(options, &file, sources.out, pool, &diag);
        sources.diff = &file;
    }
    if (ok && sources.diff == NULL && (options->is_json || options->junit != NULL))
        ok = base_fail(&diag,
                       "%s/%s: No such file: --json and --junit tell verdicts, and there are "
                       "none",
                       options->arguments[0], DIFF_STORE_NAME);
    if (ok && sources.diff != NULL)
        print_diff(options, &file, sources.out);
    const char *history = base_pool_format(pool, "%s/history.jsonl", sources.out);
    if (ok && options->revision != NULL)
        ok = report_history_record(&sources, options->revision, history, pool, &diag);
    ok = ok && report_history_read(&sources.history, history, pool, &diag) &&
         report_page_write(&sources, page, pool, &diag);
    if (ok && sources.diff != NULL && options->junit != NULL)
        ok = tool_write_junit(&file, options->junit, &diag);
    if (ok)
        fprintf(options->is_json ? stderr : stdout, "page: %s\n", page);
    status = ok ? conclude(&sources) : tool_verb_fail(&diag);
    report_sources_free(&sources);
    return status;
}

int tool_verb_report(int count, char **words) {
    struct base_pool pool = {0};
    struct tool_options options;
    int status = tool_verb_begin(&verb, count, words, &options, &pool);
    if (status < 0)
        status = tool_verb_end(run(&options, &pool));
    base_pool_free(&pool);
    return status;
}
