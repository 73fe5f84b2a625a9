#include "report/data.h"

#include "report/markup.h"
#include "report/member.h"

#include <stdlib.h>
#include <string.h>

/// Copies members under their own names; those that are not there are left out.
static void copy_members(json_t *to, const json_t *from, const char *const *names) {
    for (; *names != NULL; names++) {
        json_t *value = json_object_get(from, *names);
        if (value != NULL)
            json_object_set(to, *names, value);
    }
}

/// Times of one call, of samples of many.
static json_t *sample_times(const json_t *side) {
    const json_t *samples = json_object_get(side, "samples");
    const json_t *iterations = json_object_get(samples, "iterations");
    const json_t *times = json_object_get(samples, "cpu_ns");
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(times); i++) {
        double count = json_number_value(json_array_get(iterations, i));
        double time = json_number_value(json_array_get(times, i));
        if (count > 0 && time > 0)
            json_array_append_new(list, json_real(time / count));
    }
    return list;
}

static json_t *bench_rows(const json_t *bench) {
    static const char *const names[] = {"kernel", "variant", "point",  "class",
                                        "bytes",  "speedup", "change", NULL};
    static const char *const sides[] = {"reference", "optimized"};
    const json_t *benchmarks = json_object_get(bench, "benchmarks");
    json_t *rows = json_array();
    for (size_t i = 0; i < json_array_size(benchmarks); i++) {
        const json_t *benchmark = json_array_get(benchmarks, i);
        json_t *row = json_object();
        if (strcmp(report_text_of(benchmark, "state"), "measured") != 0) {
            json_decref(row);
            continue;
        }
        copy_members(row, benchmark, names);
        for (int s = 0; s < 2; s++) {
            const json_t *side = json_object_get(benchmark, sides[s]);
            json_object_set_new(row, sides[s],
                                json_pack("{sO? so}", "median", json_object_get(side, "median"),
                                          "times", sample_times(side)));
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *gate_rows(const json_t *gate) {
    static const char *const names[] = {"kernel",    "variant", "point", "verdict",
                                        "threshold", "decided", NULL};
    const json_t *cells = json_object_get(gate, "cells");
    json_t *rows = json_array();
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const json_t *cell = json_array_get(cells, i);
        if (!json_is_number(json_object_get(json_object_get(cell, "decided"), "ratio")))
            continue;
        json_t *row = json_object();
        copy_members(row, cell, names);
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *flames(const json_t *profile) {
    static const char *const names[] = {"side", "library", "samples", "stacks", NULL};
    const json_t *profiles = json_object_get(profile, "profiles");
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(profiles); i++) {
        json_t *one = json_object();
        copy_members(one, json_array_get(profiles, i), names);
        json_array_append_new(list, one);
    }
    return list;
}

void report_put_data(const struct report_sources *sources, FILE *out) {
    json_t *limits = json_object_get(sources->bench, "memory_limits");
    json_t *data =
        json_pack("{so so ss sO? so so}", "bench", bench_rows(sources->bench), "gates",
                  gate_rows(sources->gate), "gate_kind", report_text_of(sources->gate, "gate"),
                  "memory_limits", limits, "history", report_history_json(sources->history),
                  "flames", flames(sources->profile));
    base_check(data != NULL);
    char *text = json_dumps(data, JSON_COMPACT | JSON_REAL_PRECISION(5));
    base_check(text != NULL);
    fputs("<script type=\"application/json\" id=\"lockstep-data\">", out);
    report_put_json(text, out);
    fputs("</script>\n", out);
    free(text);
    json_decref(data);
}
