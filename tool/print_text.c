#include "tool/print.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Colour only for a person who has not declined it (https://no-color.org).
static const char *colour(const char *code, FILE *stream) {
    const char *no_colour = getenv("NO_COLOR");
    bool is_declined = no_colour != NULL && no_colour[0] != '\0';
    return !is_declined && isatty(fileno(stream)) ? code : "";
}

static void put_count(uint64_t count, FILE *stream) {
    if (count >= 10 * 1000 * 1000)
        fprintf(stream, "%.1f M", (double)count / 1e6);
    else
        fprintf(stream, "%llu", (unsigned long long)count);
}

static double percent(uint64_t part, uint64_t whole) {
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void put_indented(const char *text, FILE *stream) {
    for (const char *line = text; *line != '\0';) {
        const char *end = strchrnul(line, '\n');
        fprintf(stream, "      %.*s\n", (int)(end - line), line);
        line = *end != '\0' ? end + 1 : end;
    }
}

static void put_finding(const struct diff_kernel_result *kernel,
                        const struct diff_finding_record *finding, uint64_t cases, const char *out,
                        FILE *stream) {
    fprintf(stream, "    %s%s%s  %s\n", colour("\033[1m", stream), finding->bucket,
            colour("\033[0m", stream), finding->description);
    if (finding->regression != NULL)
        fprintf(stream, "      a regression: %s fails again\n", finding->regression);
    else
        fprintf(stream, "      %s%llu of %llu cases, the first %sis case %lld",
                finding->is_least ? "at least " : "", (unsigned long long)finding->count,
                (unsigned long long)cases, finding->is_least ? "known " : "",
                (long long)finding->first_index);
    if (finding->regression == NULL && finding->history_index >= 0)
        fprintf(stream, "; fails only after cases %lld..%lld\n", (long long)finding->history_index,
                (long long)finding->first_index - 1);
    else if (finding->shrink_runs > 0 || finding->class != DIFF_UNSTABLE)
        fprintf(stream, "%sminimized from %llu to %llu element%s in %llu run%s%s\n",
                finding->regression == NULL ? "; " : "      ",
                (unsigned long long)finding->elements_before,
                (unsigned long long)finding->elements_after,
                finding->elements_after == 1 ? "" : "s", (unsigned long long)finding->shrink_runs,
                finding->shrink_runs == 1 ? "" : "s",
                finding->is_minimal ? "" : " (not proven minimal)");
    else
        fprintf(stream, "; does not fail when run alone\n");
    if (finding->summary != NULL)
        put_indented(finding->summary, stream);
    fprintf(stream, "      cc %s/%s/%s.c -o repro && ./repro\n", out, kernel->kernel,
            finding->bucket);
    fprintf(stream, "      lockstep replay %s/%s/%s.case %s\n", out, kernel->kernel,
            finding->bucket, finding->arguments);
}

static void put_variant(const struct diff_results_file *file,
                        const struct diff_kernel_result *kernel,
                        const struct diff_variant_result *variant, const char *out, FILE *stream) {
    const struct diff_evidence *evidence = &variant->evidence;
    bool is_equal = variant->verdict == DIFF_EQUAL;
    uint64_t cases = file->is_exhaustive ? evidence->patterns : variant->cases;
    fprintf(stream, "%-24s %-26s %s%-10s%s ", kernel->kernel, variant->name,
            colour(is_equal ? "\033[32m" : "\033[31m", stream), diff_class_name(variant->verdict),
            colour("\033[0m", stream));
    put_count(cases, stream);
    fprintf(stream, file->is_exhaustive ? " patterns, " : " cases, ");
    put_count(evidence->elements, stream);
    fprintf(stream, " elements, %.1f %% finite, %.1f %% pass a null kernel%s%s\n",
            percent(evidence->finite, evidence->numbers),
            percent(evidence->null_any, evidence->null_cases),
            variant->is_stopped ? "; stopped early"
            : kernel->is_cut    ? "; cut by --budget"
                                : "",
            file->without != 0 ? "; some checks off" : "");
    if (variant->mistrust != NULL)
        fprintf(stream, "    %s\n", variant->mistrust);
    if (variant->rounding_remarks > 0)
        fprintf(stream, "    remark: %llu repeated cases changed bits within the tolerance\n",
                (unsigned long long)variant->rounding_remarks);
    for (uint32_t i = 0; i < variant->finding_count; i++)
        put_finding(kernel, &variant->findings[i], cases, out, stream);
}

void tool_print_earlier(const struct diff_kernel_result *kernel, const char *out, FILE *stream) {
    if (kernel->earlier_count > 0)
        fprintf(stream,
                "    %u finding%s of earlier runs, not made again, moved to %s/%s/earlier\n",
                kernel->earlier_count, kernel->earlier_count == 1 ? "" : "s", out, kernel->kernel);
}

void tool_print_kernel(const struct diff_results_file *file,
                       const struct diff_kernel_result *kernel, const char *out, FILE *stream) {
    for (uint32_t i = 0; i < kernel->run_count; i++)
        put_variant(file, kernel, &kernel->variants[i], out, stream);
    tool_print_earlier(kernel, out, stream);
    fflush(stream);
}

void tool_print_total(const struct diff_results_file *file, FILE *stream) {
    uint32_t counts[DIFF_CLASSES] = {0}, total = 0;
    for (uint32_t k = 0; k < file->kernel_count; k++) {
        for (uint32_t v = 0; v < file->kernels[k].run_count; v++, total++)
            counts[file->kernels[k].variants[v].verdict]++;
    }
    fprintf(stream, "%u kernel%s, %u verdict%s:", file->kernel_count,
            file->kernel_count == 1 ? "" : "s", total, total == 1 ? "" : "s");
    const char *separator = " ";
    for (int class = 0; class < DIFF_CLASSES; class ++) {
        if (counts[class] == 0)
            continue;
        fprintf(stream, "%s%u %s", separator, counts[class],
                diff_class_name((enum diff_class) class));
        separator = ", ";
    }
    fprintf(stream, "; seed %llx\n", (unsigned long long)file->seed);
    if (file->without != 0) {
        char *checks = diff_checks_text(file->without);
        fprintf(stream, "checks off: %s; \"equal\" means less than it says\n", checks);
        free(checks);
    }
    if (file->kernel_count == 0)
        return;
    const struct diff_kernel_result *first = &file->kernels[0];
    for (uint32_t v = first->run_count; v < first->variant_count; v++)
        fprintf(stream, "skipped %s: %s\n", first->variants[v].name,
                first->variants[v].skip_reason);
    uint32_t cut_count = 0;
    for (uint32_t k = 0; k < file->kernel_count; k++)
        cut_count += file->kernels[k].is_cut;
    if (cut_count > 0)
        fprintf(stream, "cut by --budget: %u kernel%s, of %llu cases each\n", cut_count,
                cut_count == 1 ? "" : "s", (unsigned long long)file->inputs);
    if (file->is_interrupted)
        fprintf(stream, "interrupted: only the cases counted above were run\n");
}

void tool_print_evidence(const struct diff_results_file *file, FILE *stream) {
    fprintf(stream,
            "\nwould pass for the reference, in %% of the cases tried (99 is too many):\n"
            "%-24s %-26s %9s %9s %9s %9s %9s\n",
            "kernel", "variant", "tried", "nothing", "zeros", "NaN", "any");
    for (uint32_t k = 0; k < file->kernel_count; k++) {
        const struct diff_kernel_result *kernel = &file->kernels[k];
        for (uint32_t v = 0; v < kernel->run_count; v++) {
            const struct diff_evidence *evidence = &kernel->variants[v].evidence;
            fprintf(stream, "%-24s %-26s %9llu", kernel->kernel, kernel->variants[v].name,
                    (unsigned long long)evidence->null_cases);
            for (int null = 0; null < DIFF_NULLS; null++)
                fprintf(stream, " %9.3f",
                        percent(evidence->null_passes[null], evidence->null_cases));
            fprintf(stream, " %9.3f\n", percent(evidence->null_any, evidence->null_cases));
        }
    }
}
