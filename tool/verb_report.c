#include "diff/files.h"
#include "diff/store.h"
#include "tool/print.h"
#include "tool/verb.h"
#include "tool/verbs.h"

static const struct tool_verb verb = {
    .usage = "lockstep report DIR… [options]",
    .prose =
        "Merges what the shards of one `lockstep diff` run left in their folders: prints the\n"
        "same as the run without shards, gathers the findings in --out, and adds a table of how\n"
        "close each comparison comes to accepting a kernel that does no work.",
    .example = "  lockstep diff k.h --shard 1/2 --out a; lockstep diff k.h --shard 2/2 --out b\n"
               "  lockstep report a b --json",
    .allowed = TOOL_OUT | TOOL_JSON | TOOL_JUNIT,
};

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    struct diff_results_file file;
    if (options->argument_count == 0) {
        base_fail(&diag, "no folder is given; see --help");
        return tool_verb_fail(&diag);
    }
    const char *out = options->request.options.out;
    // One folder alone is reported in place: its findings lie there already.
    if (options->argument_count == 1 && !options->has_out)
        out = options->arguments[0];
    if (!diff_folder_make(out, &diag) ||
        !diff_store_merge(&file, options->arguments, options->argument_count, out, pool, &diag) ||
        !diff_store_save(&file, out, &diag))
        return tool_verb_fail(&diag);
    if (options->is_json) {
        tool_print_json(&file, out, stdout);
    } else {
        for (uint32_t i = 0; i < file.kernel_count; i++)
            tool_print_kernel(&file, &file.kernels[i], out, stdout);
        tool_print_total(&file, stdout);
        tool_print_evidence(&file, stdout);
    }
    if (options->junit != NULL && !tool_write_junit(&file, options->junit, &diag))
        return tool_verb_fail(&diag);
    return diff_results_exit_status(&file);
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
