#include "report/markup.h"
#include "report/sections.h"

#include <stdlib.h>
#include <string.h>

static const char *verdict_tone(enum diff_class verdict) {
    return verdict == DIFF_EQUAL ? "good" : verdict == DIFF_MISTRUSTED ? "warn" : "bad";
}

static void put_figure(const char *value, const char *tone, const char *label, FILE *out) {
    fprintf(out, "<li class=\"%s\"><strong>", tone);
    report_put_text(value, out);
    fputs("</strong> ", out);
    report_put_text(label, out);
    fputs("</li>\n", out);
}

static void put_diff_figures(const struct diff_results_file *diff, FILE *out) {
    char text[REPORT_TEXT_MAX];
    uint64_t verdicts = 0, equal = 0, cases = 0, findings = 0;
    for (uint32_t k = 0; k < diff->kernel_count; k++) {
        for (uint32_t v = 0; v < diff->kernels[k].run_count; v++) {
            const struct diff_variant_result *variant = &diff->kernels[k].variants[v];
            verdicts++;
            equal += variant->verdict == DIFF_EQUAL;
            findings += variant->finding_count;
            cases += diff->is_exhaustive ? variant->evidence.patterns : variant->cases;
        }
    }
    put_figure(report_count_text(diff->kernel_count, text), "idle",
               diff->kernel_count == 1 ? "kernel" : "kernels", out);
    snprintf(text, sizeof text, "%llu of %llu", (unsigned long long)equal,
             (unsigned long long)verdicts);
    put_figure(text, equal == verdicts && verdicts > 0 ? "good" : "bad", "verdicts are equal", out);
    put_figure(report_count_text(findings, text), findings == 0 ? "good" : "bad",
               findings == 1 ? "finding" : "findings", out);
    put_figure(report_count_text(cases, text), "idle",
               diff->is_exhaustive ? "bit patterns compared" : "cases compared", out);
}

static void put_gate_figures(const json_t *gate, FILE *out) {
    char text[REPORT_TEXT_MAX];
    size_t passed = 0, total = 0, failed = 0;
    const json_t *cells = json_object_get(gate, "cells");
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const char *verdict = report_text_of(json_array_get(cells, i), "verdict");
        if (strcmp(verdict, "skipped") == 0)
            continue;
        total++;
        passed += strcmp(verdict, "pass") == 0;
        failed += strcmp(verdict, "fail") == 0 || strcmp(verdict, "wrong") == 0;
    }
    snprintf(text, sizeof text, "%zu of %zu", passed, total);
    put_figure(text, passed == total ? "good" : failed > 0 ? "bad" : "warn", "gates are met", out);
}

static void put_matrix_cell(const struct diff_variant_result *variant, FILE *out) {
    if (variant->skip_reason != NULL) {
        fputs("<td><span class=\"badge idle\" title=\"", out);
        report_put_text(variant->skip_reason, out);
        fputs("\">skipped</span></td>", out);
        return;
    }
    fputs("<td>", out);
    report_put_badge(verdict_tone(variant->verdict), diff_class_name(variant->verdict), out);
    fputs("</td>", out);
}

/// Kernels down, variants across: all kernels of a run have the same variants.
static void put_matrix(const struct diff_results_file *diff, FILE *out) {
    struct report_column columns[DIFF_VARIANTS_MAX + 2] = {{"kernel", NULL, false}};
    const struct diff_kernel_result *first = &diff->kernels[0];
    for (uint32_t v = 0; v < first->variant_count; v++)
        columns[v + 1].title = first->variants[v].name;
    report_table_begin("verdicts", "Verdict of each kernel in each variant", columns, out);
    for (uint32_t k = 0; k < diff->kernel_count; k++) {
        const struct diff_kernel_result *kernel = &diff->kernels[k];
        fputs("<tr><th scope=\"row\"><a href=\"#contract-", out);
        report_put_fragment(kernel->kernel, out);
        fputs("\">", out);
        report_put_text(kernel->kernel, out);
        fputs("</a></th>", out);
        for (uint32_t v = 0; v < kernel->variant_count; v++)
            put_matrix_cell(&kernel->variants[v], out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
    for (uint32_t v = first->run_count; v < first->variant_count; v++) {
        fputs("<p>Skipped, not passed: <code>", out);
        report_put_text(first->variants[v].name, out);
        fputs("</code>, because ", out);
        report_put_text(first->variants[v].skip_reason, out);
        fputs(".</p>\n", out);
    }
}

void report_put_overview(const struct report_sources *sources, FILE *out) {
    const struct diff_results_file *diff = sources->diff;
    fputs("<section id=\"overview\" aria-labelledby=\"overview-title\">\n"
          "<h2 id=\"overview-title\">Overview</h2>\n<ul class=\"figures\">\n",
          out);
    if (diff != NULL)
        put_diff_figures(diff, out);
    if (sources->gate != NULL)
        put_gate_figures(sources->gate, out);
    if (sources->diff == NULL && sources->gate == NULL)
        put_figure("timed only", "warn", "nothing was compared here and no gate decided", out);
    fputs("</ul>\n", out);
    if (diff != NULL && diff->is_interrupted)
        fputs("<p class=\"note\">The run was interrupted: only the cases counted here were "
              "run.</p>\n",
              out);
    if (diff != NULL && diff->without != 0) {
        char *checks = diff_checks_text(diff->without);
        fputs("<p class=\"note\">Some checks were off, so that \"equal\" means less than it says: "
              "<code>",
              out);
        report_put_text(checks, out);
        fputs("</code>.</p>\n", out);
        free(checks);
    }
    if (diff == NULL)
        fputs("<p class=\"note\">There are no verdicts: <code>lockstep diff</code> has left "
              "nothing in these folders.</p>\n",
              out);
    else if (diff->kernel_count == 0)
        fputs("<p class=\"note\">The run holds no kernel, so nothing was proven.</p>\n", out);
    else
        put_matrix(diff, out);
    fputs("</section>\n", out);
}
