#include "report/markup.h"
#include "report/sections.h"

#include <string.h>

/// A minimized case is short; one that is not is better read in its file.
enum { CASE_BYTES_MAX = 8192 };

bool report_has_failures(const struct report_sources *sources) {
    const struct diff_results_file *diff = sources->diff;
    for (uint32_t k = 0; diff != NULL && k < diff->kernel_count; k++)
        for (uint32_t v = 0; v < diff->kernels[k].run_count; v++)
            if (diff->kernels[k].variants[v].finding_count > 0)
                return true;
    return false;
}

static void put_command(const char *label, const char *text, FILE *out) {
    fputs("<div class=\"command\"><span>", out);
    report_put_text(label, out);
    fputs("</span><pre tabindex=\"0\"><code>", out);
    report_put_text(text, out);
    fputs("</code></pre></div>\n", out);
}

static void put_fact(const char *name, const char *value, FILE *out) {
    fputs("<dt>", out);
    report_put_text(name, out);
    fputs("</dt><dd>", out);
    report_put_text(value, out);
    fputs("</dd>\n", out);
}

static void put_facts(const struct diff_finding_record *finding, uint64_t cases,
                      struct base_pool *pool, FILE *out) {
    fputs("<dl class=\"facts\">\n", out);
    if (finding->regression != NULL)
        put_fact("seen", base_pool_format(pool, "a past failure is back: %s", finding->regression),
                 out);
    else
        put_fact("seen",
                 base_pool_format(pool, "in %s%llu of %llu cases, first in case %lld",
                                  finding->is_least ? "at least " : "",
                                  (unsigned long long)finding->count, (unsigned long long)cases,
                                  (long long)finding->first_index),
                 out);
    if (finding->history_index >= 0)
        put_fact("needs",
                 base_pool_format(pool, "the cases from %lld on before it",
                                  (long long)finding->history_index),
                 out);
    put_fact("minimized",
             base_pool_format(pool, "from %llu to %llu elements in %llu runs%s",
                              (unsigned long long)finding->elements_before,
                              (unsigned long long)finding->elements_after,
                              (unsigned long long)finding->shrink_runs,
                              finding->is_minimal ? "; no single step makes it smaller" : ""),
             out);
    fputs("</dl>\n", out);
}

static void put_case_file(const char *path, struct base_pool *pool, FILE *out) {
    struct base_diag ignored;
    char *text;
    size_t length;
    if (!base_read_file(pool, path, &text, &length, &ignored))
        return;
    fputs("<details><summary>The minimized case as a file</summary>\n<pre tabindex=\"0\"><code>",
          out);
    if (length > CASE_BYTES_MAX)
        text[CASE_BYTES_MAX] = '\0';
    report_put_text(text, out);
    if (length > CASE_BYTES_MAX)
        report_put_format(out, "\n… and %zu more bytes in %s", length - CASE_BYTES_MAX, path);
    fputs("</code></pre>\n</details>\n", out);
}

static void put_finding(const char *folder, const struct diff_kernel_result *kernel,
                        const struct diff_variant_result *variant, uint64_t cases,
                        const struct diff_finding_record *finding, struct base_pool *pool,
                        FILE *out) {
    const char *stem = base_pool_format(pool, "%s/%s/%s", folder, kernel->kernel, finding->bucket);
    const char *path = base_pool_format(pool, "%s.case", stem);
    fputs("<article class=\"finding\" id=\"finding-", out);
    report_put_fragment(finding->bucket, out);
    fputs("\">\n<h3>", out);
    report_put_badge("bad", diff_class_name(finding->class), out);
    report_put_format(out, " %s in %s ", kernel->kernel, variant->name);
    fputs("<code class=\"bucket\">", out);
    report_put_text(finding->bucket, out);
    fputs("</code></h3>\n<p>", out);
    report_put_text(finding->description, out);
    fputs("</p>\n", out);
    put_facts(finding, cases, pool, out);
    if (finding->summary != NULL) {
        fputs("<pre tabindex=\"0\" class=\"results\"><code>", out);
        report_put_text(finding->summary, out);
        fputs("</code></pre>\n", out);
    }
    put_command("Run it again",
                base_pool_format(pool, "lockstep replay %s %s", path, finding->arguments), out);
    put_command("Without Lockstep", base_pool_format(pool, "cc %s.c -o repro && ./repro", stem),
                out);
    put_case_file(path, pool, out);
    fputs("</article>\n", out);
}

void report_put_failures(const struct report_sources *sources, struct base_pool *pool, FILE *out) {
    const struct diff_results_file *diff = sources->diff;
    if (!report_has_failures(sources))
        return;
    fputs("<section id=\"failures\" aria-labelledby=\"failures-title\">\n"
          "<h2 id=\"failures-title\">Failures</h2>\n"
          "<p>Equal failures are one finding, however many cases hit it; each is shown by the "
          "smallest input that still fails. ULP counts the representable numbers between two "
          "results.</p>\n",
          out);
    for (uint32_t k = 0; k < diff->kernel_count; k++) {
        const struct diff_kernel_result *kernel = &diff->kernels[k];
        for (uint32_t v = 0; v < kernel->run_count; v++) {
            const struct diff_variant_result *variant = &kernel->variants[v];
            uint64_t cases = diff->is_exhaustive ? variant->evidence.patterns : variant->cases;
            for (uint32_t i = 0; i < variant->finding_count; i++)
                put_finding(sources->out, kernel, variant, cases, &variant->findings[i], pool, out);
        }
    }
    fputs("</section>\n", out);
}
