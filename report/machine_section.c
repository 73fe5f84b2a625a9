#include "report/markup.h"
#include "report/sections.h"

#include <math.h>
#include <string.h>

/// What the fingerprint's names mean to people (bench/fingerprint.c).
static const struct {
    const char *key, *title;
} facts[] = {
    {"architecture", "architecture"},
    {"processor", "processor"},
    {"microcode", "microcode"},
    {"processors", "processors at hand"},
    {"caches", "caches (L1 data, L1 instructions, L2, L3)"},
    {"governor", "frequency governor"},
    {"hypervisor", "under a hypervisor"},
    {"kernel", "kernel"},
    {"clocksource", "clock source"},
    {"libc", "C library"},
    {"loop_compiler", "compiler of the timing loops"},
    {"huge_pages", "transparent huge pages"},
    {"float_control", "floating-point control"},
    {"id", "fingerprint of all these"},
};

static void put_fact(const char *title, const json_t *value, FILE *out) {
    if (value == NULL)
        return;
    fputs("<tr><th scope=\"row\">", out);
    report_put_text(title, out);
    fputs("</th><td>", out);
    if (json_is_integer(value))
        report_put_format(out, "%lld", (long long)json_integer_value(value));
    else
        report_put_text(json_is_string(value) ? json_string_value(value) : "", out);
    fputs("</td></tr>\n", out);
}

static void put_text_fact(const char *title, const char *text, FILE *out) {
    if (text[0] == '\0')
        return;
    fputs("<tr><th scope=\"row\">", out);
    report_put_text(title, out);
    fputs("</th><td>", out);
    report_put_text(text, out);
    fputs("</td></tr>\n", out);
}

/// What bench/system.c tells besides the fingerprint.
static void put_system(const json_t *system, FILE *out) {
    const json_t *caches = json_object_get(system, "caches");
    char text[REPORT_TEXT_MAX], title[64];
    put_text_fact("operating system", report_text_of(system, "os"), out);
    if (system != NULL)
        put_text_fact("memory", report_bytes_text(report_number_of(system, "memory_bytes"), text),
                      out);
    for (size_t i = 0; i < json_array_size(caches); i++) {
        const json_t *cache = json_array_get(caches, i);
        snprintf(title, sizeof title, "data cache, level %.0f", report_number_of(cache, "level"));
        put_text_fact(title, report_bytes_text(report_number_of(cache, "bytes"), text), out);
    }
    put_text_fact("jansson", report_text_of(system, "jansson"), out);
    put_text_fact("libsodium", report_text_of(system, "libsodium"), out);
    put_text_fact("compiler of Lockstep", report_text_of(system, "tool_compiler"), out);
}

/// The limits that the charts of time against size draw in.
static void put_limits(const json_t *limits, FILE *out) {
    static const struct report_column columns[] = {
        {"level", NULL, false},
        {"size", NULL, true},
        {"read over and over", NULL, true},
        {"one thread reads", "GB/s", true},
        {NULL, NULL, false},
    };
    char text[REPORT_TEXT_MAX];
    if (json_array_size(limits) == 0)
        return;
    fputs("<h3>What memory delivers</h3>\n", out);
    report_table_begin("limits", "Bytes per second from each level of memory, as measured", columns,
                       out);
    for (size_t i = 0; i < json_array_size(limits); i++) {
        const json_t *one = json_array_get(limits, i);
        double size = report_number_of(one, "cache_bytes");
        double measured = report_number_of(one, "measured_bytes");
        double rate = report_number_of(one, "bytes_per_s") / 1e9;
        fputs("<tr>", out);
        report_cell_head(report_text_of(one, "name"), NULL, out);
        report_cell_number(size > 0 ? size : (double)NAN, report_bytes_text(size, text), out);
        report_cell_number(measured, report_bytes_text(measured, text), out);
        snprintf(text, sizeof text, "%.1f", rate);
        report_cell_number(rate, text, out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
}

static void put_build(const char *name, const char *code, const char *build, FILE *out) {
    fputs("<tr>", out);
    report_cell_head(name, NULL, out);
    fputs("<td class=\"wrap\"><code>", out);
    report_put_text(build, out);
    fputs("</code></td><td><code>", out);
    report_put_text(code, out);
    fputs("</code></td></tr>\n", out);
}

static void put_library(const char *role, const json_t *library, FILE *out) {
    char title[512];
    if (!json_is_object(library))
        return;
    snprintf(title, sizeof title, "%s: %s", role, report_text_of(library, "name"));
    put_build(title, report_text_of(library, "code"), report_text_of(library, "build"), out);
}

static void put_builds(const struct report_sources *sources, FILE *out) {
    static const struct report_column columns[] = {
        {"library", NULL, false},
        {"compiler and flags", NULL, false},
        {"hash of its code", NULL, false},
        {NULL, NULL, false},
    };
    const json_t *builds = json_object_get(sources->gate, "builds");
    const json_t *bench = sources->bench != NULL ? sources->bench : sources->suite;
    const json_t *variants = json_object_get(builds != NULL ? builds : bench, "variants");
    report_table_begin("builds", "How each side was compiled", columns, out);
    put_library("reference", json_object_get(builds, "reference"), out);
    put_library("best build of the reference", json_object_get(builds, "best"), out);
    put_library("older build", json_object_get(builds, "old"), out);
    if (builds == NULL)
        put_build("reference", "", report_text_of(bench, "reference"), out);
    for (size_t i = 0; i < json_array_size(variants); i++)
        put_library("optimized", json_array_get(variants, i), out);
    report_table_end(out);
}

void report_put_machine(const struct report_sources *sources, FILE *out) {
    static const struct report_column columns[] = {
        {"what", NULL, false}, {"value", NULL, false}, {NULL, NULL, false}};
    const json_t *document = sources->gate != NULL    ? sources->gate
                             : sources->bench != NULL ? sources->bench
                                                      : sources->suite;
    const json_t *machine = json_object_get(document, "machine");
    fputs("<section id=\"machine\" aria-labelledby=\"machine-title\">\n"
          "<h2 id=\"machine-title\">Machine and builds</h2>\n",
          out);
    if (document == NULL) {
        fputs("<p class=\"note\">Nothing was timed, so no machine was recorded: verdicts of "
              "<code>lockstep diff</code> are the same on every machine. <code>lockstep "
              "bench</code> and <code>lockstep gate</code> record it.</p>\n</section>\n",
              out);
        return;
    }
    fputs("<p>", out);
    report_put_format(out, "Measured %s.", report_text_of(document, "time"));
    fputs("</p>\n", out);
    report_table_begin("machine-table", "Where the timings were taken", columns, out);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        put_fact(facts[i].title, json_object_get(machine, facts[i].key), out);
    put_system(json_object_get(document, "system"), out);
    report_table_end(out);
    put_limits(json_object_get(sources->bench, "memory_limits"), out);
    fputs("<h3>Builds</h3>\n", out);
    put_builds(sources, out);
    fputs("</section>\n", out);
}
