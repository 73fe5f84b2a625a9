#include "diff/summary.h"
#include "tool/case_file.h"
#include "tool/verb.h"
#include "tool/verbs.h"

static const struct tool_verb verb = {
    .usage = "lockstep replay CASE… [options]",
    .prose = "Runs saved cases and prints both sides' outputs. A case file names its header and\n"
             "libraries; options override them.",
    .example = "  lockstep replay lockstep-out/dot/9f31c2a07b44.case",
    .allowed = TOOL_REFERENCE | TOOL_OPTIMIZED | TOOL_HEADER | TOOL_TIMEOUT | TOOL_TOLERANCE |
               TOOL_ENTRY_STATE,
};

/// Runs the case in a fresh process, behind the corpus cases that the file asks for.
static bool run_case(const struct tool_case *opened, struct diff_executor *executor,
                     struct diff_outcome *outcome, struct base_diag *diag) {
    const struct corpus_origin *origin = &opened->origin;
    if (origin->first_index >= 0 && origin->index > origin->first_index) {
        if (!diff_executor_run_corpus(executor, (uint64_t)origin->first_index,
                                      (uint64_t)origin->index, outcome, diag))
            return false;
        // What fails only behind other cases is a kernel that remembers, however it fails.
        if (outcome->class != DIFF_EQUAL)
            outcome->class = DIFF_UNSTABLE;
        return true;
    }
    if (!diff_executor_run_earlier(executor, origin->earlier, origin->earlier_count, opened->salt,
                                   outcome, diag))
        return false;
    if (origin->earlier_count > 0) {
        if (!diff_executor_run_for_results(executor, opened->one, opened->salt, outcome, diag))
            return false;
        if (outcome->class != DIFF_EQUAL)
            outcome->class = DIFF_UNSTABLE;
        return true;
    }
    // The repetition elsewhere comes first: it alone shows instability. Results are kept from a
    // plain run behind it.
    if (!diff_executor_run(executor, opened->one, opened->salt, true, outcome, diag))
        return false;
    struct diff_outcome plain;
    diff_executor_refresh(executor);
    diff_executor_enter(executor, 1u << outcome->entry_state);
    return diff_executor_run_for_results(executor, opened->one, opened->salt, &plain, diag);
}

static bool replay_variant(const struct tool_case *opened, uint32_t variant, enum diff_class *worst,
                           struct base_diag *diag) {
    struct diff_executor *executor = NULL;
    struct diff_outcome outcome;
    char description[512];
    bool ok = diff_executor_create(&executor, &opened->subject, variant, diag) &&
              run_case(opened, executor, &outcome, diag);
    if (ok) {
        diff_outcome_describe(opened->subject.kernel, &outcome, description, sizeof description);
        printf("%s: %s %s\n", opened->path, opened->subject.variants[variant].library->name,
               description);
        diff_summary_write(&opened->subject, opened->one, executor, &outcome, stdout);
        diff_results_write(&opened->subject, opened->one, executor, stdout);
        if (outcome.class > *worst)
            *worst = outcome.class;
    }
    if (executor != NULL)
        diff_executor_free(executor);
    return ok;
}

static bool replay_file(const char *path, const struct tool_options *options,
                        enum diff_class *worst, struct base_pool *pool, struct base_diag *diag) {
    struct tool_case opened;
    bool ok = tool_case_open(&opened, path, options, pool, diag);
    for (uint32_t i = 0; ok && i < opened.subject.variant_count; i++)
        ok = replay_variant(&opened, i, worst, diag);
    tool_case_close(&opened);
    return ok;
}

int tool_verb_replay(int count, char **words) {
    struct base_pool pool = {0};
    struct base_diag diag;
    struct tool_options options;
    enum diff_class worst = DIFF_EQUAL;
    bool has_failed = false;
    int status = tool_verb_begin(&verb, count, words, &options, &pool);
    if (status >= 0)
        goto done;
    if (options.argument_count == 0) {
        base_fail(&diag, "no case is given; see --help");
        status = tool_verb_fail(&diag);
        goto done;
    }
    // A bad file does not keep the others from being replayed.
    for (uint32_t i = 0; i < options.argument_count; i++) {
        if (replay_file(options.arguments[i], &options, &worst, &pool, &diag))
            continue;
        tool_verb_fail(&diag);
        has_failed = true;
    }
    status = tool_verb_end(has_failed ? 2 : worst != DIFF_EQUAL);
done:
    base_pool_free(&pool);
    return status;
}
