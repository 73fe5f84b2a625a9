#include "report/page.h"

#include "diff/files.h"
#include "report/assets.h"
#include "report/data.h"
#include "report/markup.h"
#include "report/sections.h"

static void put_asset(const char *start, uint64_t bytes, FILE *out) {
    fwrite(start, 1, bytes, out);
}

static void put_head(const struct report_sources *sources, FILE *out) {
    (void)sources;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
          "<title>Lockstep report</title>\n<style>\n",
          out);
    put_asset(report_style, report_style_bytes, out);
    fputs("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n",
          out);
}

static void put_link(const char *fragment, const char *title, bool is_there, FILE *out) {
    if (is_there)
        fprintf(out, "<li><a href=\"#%s\">%s</a></li>\n", fragment, title);
}

static void put_header(const struct report_sources *sources, FILE *out) {
    bool has_diff = sources->diff != NULL && sources->diff->kernel_count > 0;
    fputs("<header>\n<h1>Lockstep report</h1>\n<nav aria-label=\"Sections\">\n<ul>\n", out);
    put_link("overview", "Overview", true, out);
    put_link("failures", "Failures", report_has_failures(sources), out);
    put_link("evidence", "Evidence", has_diff, out);
    put_link("gates", "Gates", sources->gate != NULL, out);
    put_link("timings", "Timings", report_has_timings(sources), out);
    put_link("change", "Change", report_has_timings(sources), out);
    put_link("suite", "Benchmarks", sources->suite != NULL, out);
    put_link("history", "History", sources->history != NULL && sources->history->run_count > 0,
             out);
    put_link("profile", "Profile", sources->profile != NULL, out);
    put_link("machine", "Machine", true, out);
    fputs("</ul>\n</nav>\n</header>\n<main id=\"main\">\n", out);
}

/// Script last: everything it adds to is there.
static void put_scripts(const struct report_sources *sources, FILE *out) {
    bool has_charts = report_charts_bytes > 0;
    if (!has_charts) {
        fputs("<p class=\"note\" id=\"no-charts\">This page has no charts: ", out);
        report_put_format(out, "%.*s", (int)report_missing_bytes, report_missing);
        fputs(". Its tables are complete.</p>\n", out);
    }
    fputs("</main>\n", out);
    if (has_charts)
        report_put_data(sources, out);
    fputs("<script>\n", out);
    put_asset(report_interaction, report_interaction_bytes, out);
    fputs("</script>\n", out);
    if (!has_charts)
        return;
    fputs("<script>\n", out);
    put_asset(report_charts, report_charts_bytes, out);
    fputs("</script>\n", out);
}

bool report_page_write(const struct report_sources *sources, const char *path,
                       struct base_pool *pool, struct base_diag *diag) {
    struct diff_file file;
    if (!diff_file_open(&file, path, diag))
        return false;
    FILE *out = file.stream;
    put_head(sources, out);
    put_header(sources, out);
    report_put_overview(sources, out);
    report_put_failures(sources, pool, out);
    report_put_evidence(sources, out);
    report_put_gates(sources, out);
    report_put_timings(sources, out);
    report_put_history(sources, out);
    report_put_profile(sources, out);
    report_put_machine(sources, out);
    put_scripts(sources, out);
    fputs("</body>\n</html>\n", out);
    return diff_file_close(&file, diag);
}
