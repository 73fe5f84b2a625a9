#include "report/markup.h"
#include "report/sections.h"

#include <math.h>
#include <string.h>

bool report_has_timings(const struct report_sources *sources) {
    return json_array_size(json_object_get(sources->bench, "benchmarks")) > 0;
}

static void put_ratio(double ratio, FILE *out) {
    char text[REPORT_TEXT_MAX];
    report_cell_number(ratio, report_ratio_text(ratio, text), out);
}

static void put_time(double ns, FILE *out) {
    char text[REPORT_TEXT_MAX];
    report_cell_number(ns, report_time_text(ns, text), out);
}

static void put_rate(double bytes_per_s, FILE *out) {
    char text[REPORT_TEXT_MAX];
    snprintf(text, sizeof text, "%.*f", bytes_per_s < 99.5e9 ? 1 : 0, bytes_per_s / 1e9);
    report_cell_number(bytes_per_s / 1e9, text, out);
}

static double median_of(const json_t *row, const char *side) {
    const json_t *estimates = json_object_get(row, side);
    return report_number_of(json_object_get(estimates, "median"), "point");
}

static bool is_measured(const json_t *row) {
    return strcmp(report_text_of(row, "state"), "measured") == 0;
}

/// A row that was not timed says why instead.
static void put_reason(const json_t *row, uint32_t columns, FILE *out) {
    fprintf(out, "<td colspan=\"%u\">", columns);
    report_put_badge(strcmp(report_text_of(row, "state"), "skipped") == 0 ? "idle" : "bad",
                     report_text_of(row, "state"), out);
    report_put_format(out, " %s", report_text_of(row, "text"));
    fputs("</td>", out);
}

static void put_row(const json_t *row, FILE *out) {
    const json_t *speedup = json_object_get(row, "speedup");
    const json_t *median = json_object_get(json_object_get(row, "optimized"), "median");
    fputs("<tr>", out);
    report_cell_head(report_text_of(row, "kernel"), NULL, out);
    report_cell("name", report_text_of(row, "variant"), out);
    report_cell("name", report_text_of(row, "point"), out);
    report_cell("name", report_text_of(row, "class"), out);
    if (is_measured(row)) {
        char text[REPORT_TEXT_MAX];
        double bytes = report_number_of(row, "bytes");
        put_ratio(report_number_of(speedup, "ratio"), out);
        put_ratio(report_number_of(speedup, "low"), out);
        put_ratio(report_number_of(speedup, "high"), out);
        put_time(median_of(row, "reference"), out);
        put_time(report_number_of(median, "point"), out);
        put_time(report_number_of(median, "low"), out);
        put_time(report_number_of(median, "high"), out);
        report_cell_number(bytes, report_bytes_text(bytes, text), out);
        put_rate(report_number_of(json_object_get(row, "throughput"), "bytes_per_s"), out);
    } else {
        put_reason(row, 9, out);
    }
    fputs("</tr>\n", out);
}

static void put_survey(const json_t *rows, FILE *out) {
    static const struct report_column columns[] = {
        {"kernel", NULL, false},
        {"variant", NULL, false},
        {"point", NULL, false},
        {"inputs", NULL, false},
        {"speed-up", NULL, true},
        {"low", NULL, true},
        {"high", NULL, true},
        {"reference", "per call", true},
        {"optimized", "per call", true},
        {"low", "per call", true},
        {"high", "per call", true},
        {"arrays of a call", NULL, true},
        {"throughput", "GB/s", true},
        {NULL, NULL, false},
    };
    report_table_begin("timings-table", "Speed-up and time of each benchmark", columns, out);
    for (size_t i = 0; i < json_array_size(rows); i++)
        put_row(json_array_get(rows, i), out);
    report_table_end(out);
}

/// A change as a percentage with a sign.
static void put_change(double change, FILE *out) {
    char text[REPORT_TEXT_MAX];
    snprintf(text, sizeof text, "%+.1f", 100 * change);
    report_cell_number(100 * change, text, out);
}

static void put_changes(const json_t *rows, FILE *out) {
    static const struct report_column columns[] = {
        {"kernel", NULL, false}, {"variant", NULL, false}, {"point", NULL, false},
        {"inputs", NULL, false}, {"change", NULL, false},  {"time", "%", true},
        {"low", "%", true},      {"high", "%", true},      {"speed-up", "%", true},
        {"low", "%", true},      {"high", "%", true},      {NULL, NULL, false},
    };
    bool has_any = false;
    fputs("<section id=\"change\" aria-labelledby=\"change-title\">\n"
          "<h2 id=\"change-title\">Change since the baseline</h2>\n",
          out);
    for (size_t i = 0; i < json_array_size(rows); i++)
        has_any |= json_object_get(json_array_get(rows, i), "change") != NULL;
    if (!has_any) {
        fputs("<p class=\"note\">These results were compared with none: <code>lockstep bench "
              "--save-baseline NAME</code> keeps results, <code>--baseline NAME</code> compares "
              "later ones with them.</p>\n</section>\n",
              out);
        return;
    }
    fputs("<p>A benchmark has improved or regressed where the 95 % intervals of both its time's "
          "and its speed-up's change lie beyond 2 %. Less time and more speed-up are "
          "better.</p>\n<div id=\"chart-change\" hidden></div>\n",
          out);
    report_table_begin("change-table", "Change of each benchmark since the baseline", columns, out);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i), *change = json_object_get(row, "change");
        const json_t *time = json_object_get(change, "time");
        const json_t *speedup = json_object_get(change, "speedup");
        const char *verdict = report_text_of(change, "verdict");
        if (change == NULL)
            continue;
        fputs("<tr>", out);
        report_cell_head(report_text_of(row, "kernel"), NULL, out);
        report_cell("name", report_text_of(row, "variant"), out);
        report_cell("name", report_text_of(row, "point"), out);
        report_cell("name", report_text_of(row, "class"), out);
        fputs("<td>", out);
        report_put_badge(strcmp(verdict, "improved") == 0    ? "good"
                         : strcmp(verdict, "regressed") == 0 ? "bad"
                                                             : "idle",
                         verdict, out);
        fputs("</td>", out);
        put_change(report_number_of(time, "point"), out);
        put_change(report_number_of(time, "low"), out);
        put_change(report_number_of(time, "high"), out);
        put_change(report_number_of(speedup, "point"), out);
        put_change(report_number_of(speedup, "low"), out);
        put_change(report_number_of(speedup, "high"), out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
    fputs("</section>\n", out);
}

static void put_suite_row(const json_t *row, FILE *out) {
    const json_t *suite = json_object_get(row, "suite"), *speedup = json_object_get(row, "speedup");
    double scale = report_number_of(suite, "calls") * report_number_of(suite, "share");
    double low = report_number_of(suite, "expected_low_ns");
    double high = report_number_of(suite, "expected_high_ns");
    fputs("<tr>", out);
    report_cell_head(report_text_of(row, "name"), NULL, out);
    report_cell("name", report_text_of(row, "kernel"), out);
    report_cell("name", report_text_of(row, "point"), out);
    if (is_measured(row)) {
        put_ratio(report_number_of(speedup, "ratio"), out);
        put_ratio(report_number_of(speedup, "low"), out);
        put_ratio(report_number_of(speedup, "high"), out);
        put_time(scale * median_of(row, "reference"), out);
        put_time(scale * median_of(row, "optimized"), out);
        put_time(high > 0 ? low : (double)NAN, out);
        put_time(high > 0 ? high : (double)NAN, out);
    } else {
        put_reason(row, 7, out);
    }
    fputs("</tr>\n", out);
}

static void put_suite(const json_t *suite, FILE *out) {
    static const struct report_column columns[] = {
        {"benchmark", NULL, false},  {"kernel", NULL, false},   {"point", NULL, false},
        {"speed-up", NULL, true},    {"low", NULL, true},       {"high", NULL, true},
        {"reference", NULL, true},   {"optimized", NULL, true}, {"expected from", NULL, true},
        {"expected to", NULL, true}, {NULL, NULL, false},
    };
    const json_t *rows = json_object_get(suite, "benchmarks");
    fputs("<section id=\"suite\" aria-labelledby=\"suite-title\">\n"
          "<h2 id=\"suite-title\">The memory engine's benchmarks</h2>\n"
          "<p>What was expected stands in a plan written before anything was measured; it is shown "
          "and never checked. Times are CPU time of one benchmark.</p>\n",
          out);
    report_table_begin("suite-table", "Speed-up and time of each benchmark of the engine", columns,
                       out);
    for (size_t i = 0; i < json_array_size(rows); i++)
        put_suite_row(json_array_get(rows, i), out);
    report_table_end(out);
    fputs("</section>\n", out);
}

void report_put_timings(const struct report_sources *sources, FILE *out) {
    const json_t *rows = json_object_get(sources->bench, "benchmarks");
    if (report_has_timings(sources)) {
        fputs("<section id=\"timings\" aria-labelledby=\"timings-title\">\n"
              "<h2 id=\"timings-title\">Timings</h2>\n"
              "<p>Reference and variant were timed in turns, in fresh processes, on inputs that "
              "were just proven equal. Times are medians of the CPU time of one call, with 95 % "
              "bootstrap intervals; a speed-up is the median ratio of paired rounds, with the "
              "interval from its smallest to its largest process (96.9&nbsp;%).</p>\n",
              out);
        if (json_is_true(json_object_get(sources->bench, "quick")))
            fputs("<p class=\"note\">A quick run, with a third of the usual rounds and samples' "
                  "time: intervals are wider than those of <code>lockstep bench</code> without "
                  "<code>--quick</code>.</p>\n",
                  out);
        fputs("<div id=\"chart-speedups\" hidden></div>\n", out);
        put_survey(rows, out);
        fputs("<div id=\"charts-size\" hidden></div>\n<div id=\"charts-violins\" hidden></div>\n"
              "</section>\n",
              out);
        put_changes(rows, out);
    }
    if (sources->suite != NULL)
        put_suite(sources->suite, out);
}
