#include "report/markup.h"
#include "report/sections.h"

#include <math.h>
#include <string.h>

/// What the columns of ratios mean for each kind of gate (bench/document.c).
static const struct {
    const char *kind, *prose, *ratio, *base;
} kinds[] = {
    {"speedup",
     "Each gate asks whether the kernel is at least so many times as fast as its reference, at "
     "every point of its contract.",
     "speed-up", "reference"},
    {"against",
     "Each gate asks whether the kernel takes more than 1.10 times as long as in an older build.",
     "time new / old", "older build"},
    {"baseline",
     "Each gate asks whether the speed-up of the baseline is more than 1.10 times the present one.",
     "speed-up then / now", "reference"},
};

static const char *verdict_tone(const char *verdict) {
    if (strcmp(verdict, "pass") == 0)
        return "good";
    if (strcmp(verdict, "fail") == 0 || strcmp(verdict, "wrong") == 0)
        return "bad";
    return strcmp(verdict, "skipped") == 0 ? "idle" : "warn";
}

static void put_ratio(double ratio, FILE *out) {
    char text[REPORT_TEXT_MAX];
    report_cell_number(ratio, report_ratio_text(ratio, text), out);
}

static void put_time(double ns, FILE *out) {
    char text[REPORT_TEXT_MAX];
    report_cell_number(ns, report_time_text(ns, text), out);
}

static void put_cell(const json_t *cell, bool has_best, FILE *out) {
    const json_t *decided = json_object_get(cell, "decided");
    const char *verdict = report_text_of(cell, "verdict");
    fputs("<tr>", out);
    report_cell_head(report_text_of(cell, "kernel"), NULL, out);
    report_cell("name", report_text_of(cell, "variant"), out);
    report_cell("name", report_text_of(cell, "point"), out);
    fputs("<td>", out);
    report_put_badge(verdict_tone(verdict), verdict, out);
    fputs("</td>", out);
    put_ratio(report_number_of(cell, "threshold"), out);
    put_ratio(report_number_of(decided, "ratio"), out);
    put_ratio(report_number_of(decided, "low"), out);
    put_ratio(report_number_of(decided, "high"), out);
    if (has_best)
        put_ratio(report_number_of(json_object_get(cell, "best_build"), "ratio"), out);
    put_time(report_number_of(cell, "base_ns"), out);
    put_time(report_number_of(cell, "variant_ns"), out);
    report_cell_count((uint64_t)fmax(report_number_of(cell, "processes"), 0), out);
    fputs("</tr>\n", out);
}

static void put_remarks(const json_t *cells, FILE *out) {
    fputs("<ul class=\"remarks\">", out);
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const json_t *cell = json_array_get(cells, i);
        const char *text = report_text_of(cell, "text"), *verdict = report_text_of(cell, "verdict");
        if (text[0] == '\0')
            continue;
        fputs("<li>", out);
        report_put_badge(verdict_tone(verdict), verdict, out);
        report_put_format(out, " %s %s in %s: %s", report_text_of(cell, "kernel"),
                          report_text_of(cell, "point"), report_text_of(cell, "variant"), text);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void put_controls(const json_t *controls, FILE *out) {
    static const struct report_column columns[] = {
        {"kernel", NULL, false},     {"variant", NULL, false},       {"controls", NULL, false},
        {"must read 1", NULL, true}, {"must read 1.10", NULL, true}, {NULL, NULL, false},
    };
    char text[REPORT_TEXT_MAX];
    fputs("<h3>Controls of the measurement</h3>\n"
          "<p>Beside each kernel the measured base was timed against itself, which must read "
          "1 ± 0.02, and against itself with a tenth more calls, which must read 1.10 ± 0.02. "
          "Where they do not, what was measured beside them is void.</p>\n",
          out);
    report_table_begin("controls", "Controls of each kernel's measurement", columns, out);
    for (size_t i = 0; i < json_array_size(controls); i++) {
        const json_t *one = json_array_get(controls, i);
        bool is_met = json_is_true(json_object_get(one, "met"));
        double alike = report_number_of(one, "alike"), planted = report_number_of(one, "planted");
        fputs("<tr>", out);
        report_cell_head(report_text_of(one, "kernel"), NULL, out);
        report_cell("name", report_text_of(one, "variant"), out);
        fputs("<td>", out);
        report_put_badge(is_met ? "good" : "warn", is_met ? "met" : "not met", out);
        fputs("</td>", out);
        snprintf(text, sizeof text, "%.4f", alike);
        report_cell_number(alike, text, out);
        snprintf(text, sizeof text, "%.4f", planted);
        report_cell_number(planted, text, out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
}

void report_put_gates(const struct report_sources *sources, FILE *out) {
    const json_t *gate = sources->gate, *cells = json_object_get(gate, "cells");
    const char *kind = report_text_of(gate, "gate");
    size_t k = sizeof kinds / sizeof *kinds - 1;
    if (gate == NULL)
        return;
    while (k > 0 && strcmp(kinds[k].kind, kind) != 0)
        k--;
    struct report_column columns[14] = {{"kernel", NULL, false}, {"variant", NULL, false},
                                        {"point", NULL, false},  {"verdict", NULL, false},
                                        {"gate", NULL, true},    {kinds[k].ratio, NULL, true},
                                        {"low", NULL, true},     {"high", NULL, true}};
    uint32_t count = 8;
    bool has_best = k == 0;
    if (has_best)
        columns[count++] = (struct report_column){"against the best build", NULL, true};
    columns[count++] = (struct report_column){kinds[k].base, "per call", true};
    columns[count++] = (struct report_column){"variant", "per call", true};
    columns[count++] = (struct report_column){"processes", NULL, true};
    fputs("<section id=\"gates\" aria-labelledby=\"gates-title\">\n"
          "<h2 id=\"gates-title\">Gates</h2>\n<p>",
          out);
    report_put_text(kinds[k].prose, out);
    fputs(" Low and high bound the median of fresh processes by order statistics (96.9&nbsp;% or "
          "more); "
          "a gate is met where the low end clears it, not met where the high end does not, and "
          "undecided otherwise, which is no pass.",
          out);
    if (has_best)
        fputs(" <em>Against the best build</em> is the speed-up over the compiler's best build of "
              "the reference source.",
              out);
    fputs(" Times are CPU time of one call.</p>\n", out);
    fputs("<div id=\"chart-gates\" hidden></div>\n", out);
    report_table_begin("gates-table", "Decision of each gate at each point", columns, out);
    for (size_t i = 0; i < json_array_size(cells); i++)
        put_cell(json_array_get(cells, i), has_best, out);
    report_table_end(out);
    put_remarks(cells, out);
    put_controls(json_object_get(gate, "controls"), out);
    fputs("</section>\n", out);
}
