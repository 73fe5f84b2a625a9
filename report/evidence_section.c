#include "report/markup.h"
#include "report/sections.h"

#include <string.h>

static const struct report_column columns[] = {
    {"kernel", NULL, false},
    {"variant", NULL, false},
    {"verdict", NULL, false},
    {"cases", NULL, true},
    {"elements read", NULL, true},
    {"numbers compared", NULL, true},
    {"finite", "%", true},
    {"null kernels tried on", "cases", true},
    {"nothing would pass", "%", true},
    {"zeros would pass", "%", true},
    {"NaN would pass", "%", true},
    {"any would pass", "%", true},
    {"regressions rerun", NULL, true},
    {NULL, NULL, false},
};

static void put_row(const struct diff_results_file *diff, const struct diff_kernel_result *kernel,
                    const struct diff_variant_result *variant, FILE *out) {
    const struct diff_evidence *evidence = &variant->evidence;
    bool is_equal = variant->verdict == DIFF_EQUAL;
    fputs("<tr>", out);
    report_cell_head(kernel->kernel, NULL, out);
    report_cell("name", variant->name, out);
    fputs("<td>", out);
    report_put_badge(is_equal                              ? "good"
                     : variant->verdict == DIFF_MISTRUSTED ? "warn"
                                                           : "bad",
                     diff_class_name(variant->verdict), out);
    fputs("</td>", out);
    report_cell_count(diff->is_exhaustive ? evidence->patterns : variant->cases, out);
    report_cell_count(evidence->elements, out);
    report_cell_count(evidence->numbers, out);
    report_cell_share(diff_share(evidence->finite, evidence->numbers), out);
    report_cell_count(evidence->null_cases, out);
    for (int null = 0; null < DIFF_NULLS; null++)
        report_cell_share(diff_share(evidence->null_passes[null], evidence->null_cases), out);
    report_cell_share(diff_share(evidence->null_any, evidence->null_cases), out);
    report_cell_count(kernel->regression_count, out);
    fputs("</tr>\n", out);
}

static void put_remarks(const struct diff_kernel_result *kernel, FILE *out) {
    for (uint32_t v = 0; v < kernel->run_count; v++) {
        const struct diff_variant_result *variant = &kernel->variants[v];
        const char *name = kernel->kernel;
        if (variant->mistrust != NULL) {
            fputs("<li>", out);
            report_put_format(out, "%s in %s is mistrusted: %s.", name, variant->name,
                              variant->mistrust);
            fputs("</li>\n", out);
        }
        if (variant->rounding_remarks > 0) {
            fputs("<li>", out);
            report_put_format(out,
                              "%s in %s: %llu repeated cases changed bits within the tolerance.",
                              name, variant->name, (unsigned long long)variant->rounding_remarks);
            fputs("</li>\n", out);
        }
        if (variant->is_stopped) {
            fputs("<li>", out);
            report_put_format(out, "%s in %s was stopped early: some of its cases were not run.",
                              name, variant->name);
            fputs("</li>\n", out);
        }
    }
    if (kernel->is_cut) {
        fputs("<li>", out);
        report_put_format(out, "%s was cut by the budget: only the cases that are told were run.",
                          kernel->kernel);
        fputs("</li>\n", out);
    }
}

static void put_contracts(const struct diff_results_file *diff, FILE *out) {
    fputs("<h3>What was to be proven</h3>\n"
          "<p>Each kernel's contract, as its header has it.</p>\n",
          out);
    for (uint32_t k = 0; k < diff->kernel_count; k++) {
        const struct diff_kernel_result *kernel = &diff->kernels[k];
        fputs("<details id=\"contract-", out);
        report_put_fragment(kernel->kernel, out);
        fputs("\"><summary><code>", out);
        report_put_text(kernel->kernel, out);
        fputs("</code></summary>\n<pre tabindex=\"0\"><code>", out);
        report_put_text(kernel->contract, out);
        fputs("</code></pre>\n</details>\n", out);
    }
}

void report_put_evidence(const struct report_sources *sources, FILE *out) {
    const struct diff_results_file *diff = sources->diff;
    if (diff == NULL || diff->kernel_count == 0)
        return;
    fputs("<section id=\"evidence\" aria-labelledby=\"evidence-title\">\n"
          "<h2 id=\"evidence-title\">Evidence</h2>\n"
          "<p>A verdict is worth what could have contradicted it. <em>Finite</em> is the share of "
          "the compared results that are neither NaN nor infinite. The <em>null kernels</em> do no "
          "work: one writes nothing, one zeros, one NaN; the columns tell on what share of the "
          "cases tried the comparison would have accepted each. At 99&nbsp;% a verdict is "
          "mistrusted. ",
          out);
    report_put_format(out, "Every figure follows from the seed, %llx.",
                      (unsigned long long)diff->seed);
    fputs("</p>\n", out);
    report_table_begin("evidence-table", "Evidence for each kernel and variant", columns, out);
    for (uint32_t k = 0; k < diff->kernel_count; k++)
        for (uint32_t v = 0; v < diff->kernels[k].run_count; v++)
            put_row(diff, &diff->kernels[k], &diff->kernels[k].variants[v], out);
    report_table_end(out);
    fputs("<ul class=\"remarks\">\n", out);
    for (uint32_t k = 0; k < diff->kernel_count; k++)
        put_remarks(&diff->kernels[k], out);
    fputs("</ul>\n", out);
    put_contracts(diff, out);
    fputs("</section>\n", out);
}
