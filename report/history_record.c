// Adding the present results to the history.

#include "bench/document.h"
#include "diff/store.h"
#include "report/member.h"
#include "report/sources.h"

#include <errno.h>
#include <string.h>

/// Whether a gate has told this speed-up: its own line stands in the history already.
static bool is_gated(const json_t *gate, const json_t *row) {
    const json_t *cells = json_object_get(gate, "cells");
    static const char *const names[] = {"kernel", "variant", "point"};
    if (strcmp(report_text_of(gate, "gate"), "speedup") != 0)
        return false;
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const json_t *cell = json_array_get(cells, i);
        bool is_same = json_is_number(json_object_get(json_object_get(cell, "decided"), "ratio"));
        for (int k = 0; k < 3; k++)
            is_same = is_same &&
                      strcmp(report_text_of(cell, names[k]), report_text_of(row, names[k])) == 0;
        if (is_same)
            return true;
    }
    return false;
}

static void put_line(json_t *line, const char *revision, const char *time, FILE *file) {
    base_check(line != NULL);
    json_object_set_new(line, "revision", json_string(revision));
    json_object_set_new(line, "time", json_string(time));
    json_dumpf(line, file, JSON_COMPACT);
    fputc('\n', file);
    json_decref(line);
}

static void record_diff(const struct diff_results_file *diff, const char *revision,
                        const char *time, FILE *file) {
    for (uint32_t k = 0; diff != NULL && k < diff->kernel_count; k++) {
        const struct diff_kernel_result *kernel = &diff->kernels[k];
        for (uint32_t v = 0; v < kernel->run_count; v++) {
            const struct diff_variant_result *variant = &kernel->variants[v];
            const struct diff_evidence *evidence = &variant->evidence;
            uint64_t cases = diff->is_exhaustive ? evidence->patterns : variant->cases;
            json_t *line = json_pack(
                "{ss ss ss ss sI sI sf sf}", "record", "diff", "kernel", kernel->kernel, "variant",
                variant->name, "verdict", diff_class_name(variant->verdict), "cases",
                (json_int_t)cases, "findings", (json_int_t)variant->finding_count, "finite_share",
                diff_share(evidence->finite, evidence->numbers), "null_pass_share",
                diff_share(evidence->null_any, evidence->null_cases));
            base_check(line != NULL);
            if (diff->without != 0)
                json_object_set_new(line, "without", diff_store_pack_checks(diff->without));
            put_line(line, revision, time, file);
        }
    }
}

static void record_bench(const struct report_sources *sources, const char *revision,
                         const char *time, FILE *file) {
    const json_t *rows = json_object_get(sources->bench, "benchmarks");
    const json_t *machine = json_object_get(sources->bench, "machine");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        bool is_usual = strcmp(report_text_of(row, "class"), "usual") == 0;
        json_t *speedup = json_object_get(row, "speedup");
        if (!is_usual || speedup == NULL || is_gated(sources->gate, row))
            continue;
        put_line(json_pack("{ss ss ss ss sO ss}", "record", "bench", "kernel",
                           report_text_of(row, "kernel"), "variant", report_text_of(row, "variant"),
                           "point", report_text_of(row, "point"), "decided", speedup, "machine",
                           report_text_of(machine, "id")),
                 revision, time, file);
    }
}

bool report_history_record(const struct report_sources *sources, const char *revision,
                           const char *path, struct base_pool *pool, struct base_diag *diag) {
    const char *time = bench_time_text(pool);
    json_t *name = json_string(revision);
    bool is_text = name != NULL;
    json_decref(name);
    if (!is_text)
        return base_fail(diag, "--revision: is not UTF-8");
    FILE *file = fopen(path, "ae");
    if (file == NULL)
        return base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
    record_diff(sources->diff, revision, time, file);
    record_bench(sources, revision, time, file);
    bool ok = ferror(file) == 0;
    ok = fclose(file) == 0 && ok;
    return ok || base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
}
