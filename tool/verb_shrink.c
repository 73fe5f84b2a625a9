#include "diff/files.h"
#include "diff/finding.h"
#include "tool/case_file.h"
#include "tool/verb.h"
#include "tool/verbs.h"

#include <string.h>

static const struct tool_verb verb = {
    .usage = "lockstep shrink CASE [options]",
    .prose = "Minimizes one failing case and keeps its failure: same class, same result, an error\n"
             "of at least half the first. Writes CASE with `.min` before its ending. A case file\n"
             "names its header and libraries; options override them.",
    .example = "  lockstep shrink mine.case --header k.h --reference a.so --optimized b.so\n"
               "writes mine.min.case beside it.",
    .allowed = TOOL_REFERENCE | TOOL_OPTIMIZED | TOOL_HEADER | TOOL_TIMEOUT | TOOL_TOLERANCE |
               TOOL_ENTRY_STATE,
};

static bool write_minimized(const struct tool_case *opened, const struct diff_outcome *outcome,
                            struct base_pool *pool, struct base_diag *diag) {
    size_t length = strlen(opened->path);
    bool has_ending = length > 5 && strcmp(opened->path + length - 5, ".case") == 0;
    const char *path = base_pool_format(pool, "%.*s.min.case",
                                        (int)(has_ending ? length - 5 : length), opened->path);
    struct corpus_origin origin = opened->origin;
    struct diff_file file;
    origin.verdict = diff_class_name(outcome->class);
    if (!diff_file_open(&file, path, diag))
        return false;
    corpus_case_write(opened->one, &origin, file.stream);
    if (!diff_file_close(&file, diag))
        return false;
    printf("%s\n", path);
    return true;
}

static int run(const struct tool_options *options, struct base_pool *pool) {
    struct base_diag diag;
    struct tool_case opened = {0};
    struct corpus_shrink_report report;
    struct diff_outcome outcome;
    struct diff_history history;
    char description[512];
    int status = 1;
    if (options->argument_count != 1) {
        base_fail(&diag, "one case is wanted; see --help");
        return tool_verb_fail(&diag);
    }
    if (!tool_case_open(&opened, options->arguments[0], options, pool, &diag)) {
        status = tool_verb_fail(&diag);
        goto done;
    }
    if (opened.subject.variant_count != 1) {
        base_fail(&diag, "%u variants are given; a case is minimized for one: give one --optimized",
                  opened.subject.variant_count);
        status = tool_verb_fail(&diag);
        goto done;
    }
    history = (struct diff_history){opened.origin.earlier, opened.origin.earlier_count};
    if (!diff_case_minimize(&opened.subject, 0, opened.one, &history, opened.salt, &outcome,
                            &report, &diag) ||
        !write_minimized(&opened, &outcome, pool, &diag)) {
        status = tool_verb_fail(&diag);
        goto done;
    }
    diff_outcome_describe(opened.subject.kernel, &outcome, description, sizeof description);
    printf("%s\nminimized from %llu to %llu element%s in %llu run%s%s\n", description,
           (unsigned long long)report.elements_before, (unsigned long long)report.elements_after,
           report.elements_after == 1 ? "" : "s", (unsigned long long)report.runs,
           report.runs == 1 ? "" : "s", report.is_minimal ? "" : " (not proven minimal)");
done:
    tool_case_close(&opened);
    return status;
}

int tool_verb_shrink(int count, char **words) {
    struct base_pool pool = {0};
    struct tool_options options;
    int status = tool_verb_begin(&verb, count, words, &options, &pool);
    if (status < 0)
        status = tool_verb_end(run(&options, &pool));
    base_pool_free(&pool);
    return status;
}
