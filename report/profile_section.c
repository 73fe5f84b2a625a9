#include "report/markup.h"
#include "report/sections.h"

#include <math.h>
#include <string.h>

static void put_ratio(const json_t *ratio, FILE *out) {
    static const char *const names[] = {"ratio", "low", "high"};
    char text[REPORT_TEXT_MAX];
    for (int i = 0; i < 3; i++) {
        double value = report_number_of(ratio, names[i]);
        report_cell_number(value, report_ratio_text(value, text), out);
    }
}

static void put_time(double ns, FILE *out) {
    char text[REPORT_TEXT_MAX];
    report_cell_number(ns, report_time_text(ns, text), out);
}

static void put_groups(const json_t *groups, FILE *out) {
    static const struct report_column columns[] = {
        {"part of the workload", NULL, false},
        {"reference", NULL, true},
        {"optimized", NULL, true},
        {"wall time ratio", NULL, true},
        {"low", NULL, true},
        {"high", NULL, true},
        {"CPU time ratio", NULL, true},
        {"low", NULL, true},
        {"high", NULL, true},
        {"processes", NULL, true},
        {"confidence", "%", true},
        {NULL, NULL, false},
    };
    report_table_begin("groups", "The workload's parts on both sides", columns, out);
    for (size_t i = 0; i < json_array_size(groups); i++) {
        const json_t *group = json_array_get(groups, i);
        fputs("<tr>", out);
        report_cell_head(report_text_of(group, "group"), NULL, out);
        put_time(report_number_of(group, "reference_ns"), out);
        put_time(report_number_of(group, "optimized_ns"), out);
        put_ratio(json_object_get(group, "wall"), out);
        put_ratio(json_object_get(group, "cpu"), out);
        report_cell_count((uint64_t)fmax(report_number_of(group, "processes"), 0), out);
        report_cell_share(report_number_of(group, "confidence"), out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
}

static void put_hotspots(const json_t *profile, const char *id, const char *caption, FILE *out) {
    static const struct report_column columns[] = {
        {"kind of work", NULL, false},     {"share", "%", true}, {"samples", NULL, true},
        {"once expected from", "%", true}, {"to", "%", true},    {NULL, NULL, false},
    };
    const json_t *hotspots = json_object_get(profile, "hotspots");
    report_table_begin(id, caption, columns, out);
    for (size_t i = 0; i < json_array_size(hotspots); i++) {
        const json_t *one = json_array_get(hotspots, i);
        fputs("<tr>", out);
        report_cell_head(report_text_of(one, "hotspot"), NULL, out);
        report_cell_share(report_number_of(one, "share"), out);
        report_cell_count((uint64_t)fmax(report_number_of(one, "samples"), 0), out);
        report_cell_share(report_number_of(one, "expected_low"), out);
        report_cell_share(report_number_of(one, "expected_high"), out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
}

static void put_functions(const json_t *profile, const char *id, const char *caption, FILE *out) {
    static const struct report_column columns[] = {
        {"function", NULL, false}, {"object", NULL, false},         {"kind of work", NULL, false},
        {"own share", "%", true},  {"with its callees", "%", true}, {"samples", NULL, true},
        {NULL, NULL, false},
    };
    const json_t *functions = json_object_get(profile, "functions");
    report_table_begin(id, caption, columns, out);
    for (size_t i = 0; i < json_array_size(functions); i++) {
        const json_t *one = json_array_get(functions, i);
        fputs("<tr>", out);
        report_cell_head(report_text_of(one, "function"), NULL, out);
        report_cell("name", report_text_of(one, "object"), out);
        report_cell("name", report_text_of(one, "hotspot"), out);
        report_cell_share(report_number_of(one, "self_share"), out);
        report_cell_share(report_number_of(one, "total_share"), out);
        report_cell_count((uint64_t)fmax(report_number_of(one, "samples"), 0), out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
}

static void put_side(const json_t *profile, size_t number, FILE *out) {
    char id[32], caption[160];
    const char *side = report_text_of(profile, "side");
    fputs("<h3>", out);
    report_put_format(out, "The %s side", side);
    fputs("</h3>\n<p>", out);
    report_put_format(out,
                      "%.0f samples of %s; %.2f %% of them lie in functions whose name is "
                      "known.",
                      report_number_of(profile, "samples"), report_text_of(profile, "library"),
                      100 * report_number_of(profile, "named_share"));
    fputs("</p>\n", out);
    fprintf(out, "<div id=\"flame-%zu\" hidden></div>\n", number);
    snprintf(id, sizeof id, "hotspots-%zu", number);
    snprintf(caption, sizeof caption, "Where the %.60s side's time goes", side);
    put_hotspots(profile, id, caption, out);
    snprintf(id, sizeof id, "functions-%zu", number);
    snprintf(caption, sizeof caption, "Functions with the largest share, %.60s side", side);
    put_functions(profile, id, caption, out);
}

static void put_sampler(const json_t *sampler, FILE *out) {
    const json_t *missing = json_object_get(sampler, "missing");
    fputs("<p>", out);
    report_put_format(out, "Sampled by %s (%s) %.0f times a second.",
                      report_text_of(sampler, "name"), report_text_of(sampler, "event"),
                      report_number_of(sampler, "frequency_hz"));
    for (size_t i = 0; i < json_array_size(missing); i++)
        report_put_format(out, " Missing: %s.", json_string_value(json_array_get(missing, i)));
    fputs("</p>\n", out);
}

void report_put_profile(const struct report_sources *sources, FILE *out) {
    const json_t *document = sources->profile;
    const json_t *workload = json_object_get(document, "workload");
    const json_t *profiles = json_object_get(document, "profiles");
    const json_t *peak = json_object_get(document, "memory_peak_bytes");
    char reference[REPORT_TEXT_MAX], optimized[REPORT_TEXT_MAX];
    if (document == NULL)
        return;
    fputs("<section id=\"profile\" aria-labelledby=\"profile-title\">\n"
          "<h2 id=\"profile-title\">Profile of the workload</h2>\n<p>",
          out);
    report_put_format(
        out,
        "A memory engine's work: a graph of %.0f nodes and %.0f arcs, %.0f spreading queries of "
        "depth %.0f on %.0f threads, %.0f searches among %.0f vectors of %.0f dimensions, %.0f "
        "decays. A ratio is time of the reference / time of the optimized side.",
        report_number_of(workload, "nodes"), report_number_of(workload, "arcs"),
        report_number_of(workload, "queries"), report_number_of(workload, "depth"),
        report_number_of(workload, "threads"), report_number_of(workload, "searches"),
        report_number_of(workload, "vectors"), report_number_of(workload, "dimensions"),
        report_number_of(workload, "decays"));
    if (peak != NULL)
        report_put_format(out, " Memory at its peak: reference %s, optimized %s.",
                          report_bytes_text(report_number_of(peak, "reference"), reference),
                          report_bytes_text(report_number_of(peak, "optimized"), optimized));
    fputs("</p>\n", out);
    put_sampler(json_object_get(document, "sampler"), out);
    put_groups(json_object_get(document, "groups"), out);
    fputs("<p>The shares once expected are a guess made before anything was measured; they are "
          "shown, not checked.</p>\n",
          out);
    for (size_t i = 0; i < json_array_size(profiles); i++)
        put_side(json_array_get(profiles, i), i, out);
    fputs("</section>\n", out);
}
