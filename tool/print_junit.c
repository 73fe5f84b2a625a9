#include "diff/files.h"
#include "tool/print.h"

#include <stdlib.h>
#include <string.h>

void tool_put_escaped(const char *text, FILE *stream) {
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", stream);
            break;
        case '<':
            fputs("&lt;", stream);
            break;
        case '>':
            fputs("&gt;", stream);
            break;
        case '"':
            fputs("&quot;", stream);
            break;
        case '\n':
            fputs("&#10;", stream);
            break;
        default:
            // Other control characters have no place in XML 1.0.
            fputc((unsigned char)*text < 0x20 ? '?' : *text, stream);
        }
    }
}

static void put_attribute(const char *name, const char *value, FILE *stream) {
    fprintf(stream, " %s=\"", name);
    tool_put_escaped(value, stream);
    fputc('"', stream);
}

static void put_case(const struct diff_kernel_result *kernel,
                     const struct diff_variant_result *variant, FILE *stream) {
    fputs("    <testcase", stream);
    put_attribute("classname", kernel->kernel, stream);
    put_attribute("name", variant->name, stream);
    fputs(">\n", stream);
    if (variant->skip_reason != NULL) {
        fputs("      <skipped", stream);
        put_attribute("message", variant->skip_reason, stream);
        fputs("/>\n", stream);
    } else if (variant->verdict != DIFF_EQUAL) {
        fputs("      <failure", stream);
        put_attribute("type", diff_class_name(variant->verdict), stream);
        put_attribute("message",
                      variant->finding_count > 0 ? variant->findings[0].description
                                                 : variant->mistrust,
                      stream);
        fputc('>', stream);
        for (uint32_t i = 0; i < variant->finding_count; i++) {
            const struct diff_finding_record *finding = &variant->findings[i];
            tool_put_escaped(finding->description, stream);
            fprintf(stream, " (bucket %s, %llu cases)\n", finding->bucket,
                    (unsigned long long)finding->count);
            if (finding->summary != NULL)
                tool_put_escaped(finding->summary, stream);
            fputc('\n', stream);
        }
        fputs("</failure>\n", stream);
    }
    fputs("    </testcase>\n", stream);
}

bool tool_write_junit(const struct diff_results_file *results, const char *path,
                      struct base_diag *diag) {
    struct diff_file file;
    uint32_t tests = 0, failures = 0, skipped = 0;
    for (uint32_t k = 0; k < results->kernel_count; k++) {
        const struct diff_kernel_result *kernel = &results->kernels[k];
        tests += kernel->variant_count;
        skipped += kernel->variant_count - kernel->run_count;
        for (uint32_t v = 0; v < kernel->run_count; v++)
            failures += kernel->variants[v].verdict != DIFF_EQUAL;
    }
    if (!diff_file_open(&file, path, diag))
        return false;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", file.stream);
    fprintf(file.stream,
            "  <testsuite name=\"lockstep diff\" tests=\"%u\" failures=\"%u\" errors=\"0\" "
            "skipped=\"%u\">\n",
            tests, failures, skipped);
    if (results->without != 0) {
        char *checks = diff_checks_text(results->without);
        fputs("    <properties>\n      <property name=\"checks off\"", file.stream);
        put_attribute("value", checks, file.stream);
        fputs("/>\n    </properties>\n", file.stream);
        free(checks);
    }
    for (uint32_t k = 0; k < results->kernel_count; k++)
        for (uint32_t v = 0; v < results->kernels[k].variant_count; v++)
            put_case(&results->kernels[k], &results->kernels[k].variants[v], file.stream);
    fputs("  </testsuite>\n</testsuites>\n", file.stream);
    return diff_file_close(&file, diag);
}
