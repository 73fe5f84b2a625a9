#include "report/history.h"

#include "bench/document.h"
#include "report/change_points.h"
#include "report/member.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Of all series of a page together, that noise alone makes some change point.
static const double false_alarm = 0.05;

/// Changes within this are no changes, as in bench/survey.c.
static const double noise_threshold = 0.02;

struct reader {
    struct base_pool *pool;
    json_t **lines;
    uint32_t line_count, line_capacity;
    uint32_t *runs; ///< of each line
    uint32_t run_count;
    struct report_history *history;
};

static const char *copy(struct reader *reader, const char *text) {
    return base_pool_copy(reader->pool, text, strlen(text));
}

static bool is_speedup(const json_t *line) {
    const char *gate = report_text_of(line, "gate"), *record = report_text_of(line, "record");
    bool is_ratio = strcmp(gate, "speedup") == 0 || strcmp(record, "bench") == 0;
    return is_ratio && json_is_number(json_object_get(json_object_get(line, "decided"), "ratio"));
}

static const char *run_name(const json_t *line) {
    const char *revision = report_text_of(line, "revision");
    return revision[0] != '\0' ? revision : report_text_of(line, "time");
}

static bool same_member(const json_t *a, const json_t *b, const char *name) {
    return strcmp(report_text_of(a, name), report_text_of(b, name)) == 0;
}

static bool same_thing(const json_t *a, const json_t *b) {
    return is_speedup(a) == is_speedup(b) && same_member(a, b, "kernel") &&
           same_member(a, b, "variant") && same_member(a, b, "point");
}

static void read_lines(struct reader *reader, FILE *file) {
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, file) > 0) {
        json_t *json = json_loads(line, 0, NULL);
        bool is_verdict = strcmp(report_text_of(json, "record"), "diff") == 0;
        if (!json_is_object(json))
            reader->history->bad_lines++;
        // Regression gates tell of two builds, not of one revision's speed-up.
        if (!json_is_object(json) || (!is_verdict && !is_speedup(json))) {
            json_decref(json);
            continue;
        }
        if (reader->line_count == reader->line_capacity) {
            reader->line_capacity = 2 * reader->line_capacity + 256;
            reader->lines = realloc(reader->lines, reader->line_capacity * sizeof(struct json_t *));
            base_check(reader->lines != NULL);
        }
        reader->lines[reader->line_count++] = json;
    }
    free(line);
}

/// Numbers the runs, and forgets all but the latest.
static void find_runs(struct reader *reader) {
    uint32_t first = 0, run = 0;
    reader->runs = base_pool_take_array(reader->pool, reader->line_count, sizeof *reader->runs);
    for (uint32_t i = 0; i < reader->line_count; i++) {
        bool begins = i > 0 && strcmp(run_name(reader->lines[i]), run_name(reader->lines[first]));
        for (uint32_t k = first; !begins && k < i; k++)
            begins = same_thing(reader->lines[k], reader->lines[i]);
        if (begins) {
            first = i;
            run++;
        }
        reader->runs[i] = run;
    }
    reader->run_count = reader->line_count > 0 ? run + 1 : 0;
    uint32_t dropped =
        reader->run_count > REPORT_RUNS_MAX ? reader->run_count - REPORT_RUNS_MAX : 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < reader->line_count; i++) {
        if (reader->runs[i] < dropped) {
            json_decref(reader->lines[i]);
            continue;
        }
        reader->lines[kept] = reader->lines[i];
        reader->runs[kept++] = reader->runs[i] - dropped;
    }
    reader->line_count = kept;
    reader->run_count -= dropped;
}

static struct report_series *find_series(struct reader *reader, const json_t *line) {
    struct report_history *history = reader->history;
    for (uint32_t i = 0; i < history->series_count; i++) {
        struct report_series *one = &history->series[i];
        if (strcmp(one->kernel, report_text_of(line, "kernel")) == 0 &&
            strcmp(one->variant, report_text_of(line, "variant")) == 0 &&
            strcmp(one->point, report_text_of(line, "point")) == 0)
            return one;
    }
    struct report_series *one = &history->series[history->series_count++];
    double **numbers[] = {&one->ratios, &one->lows, &one->highs};
    one->kernel = copy(reader, report_text_of(line, "kernel"));
    one->variant = copy(reader, report_text_of(line, "variant"));
    one->point = copy(reader, report_text_of(line, "point"));
    one->machines = base_pool_take_array(reader->pool, reader->run_count, sizeof *one->machines);
    for (int i = 0; i < 3; i++) {
        *numbers[i] = base_pool_take_array(reader->pool, reader->run_count, sizeof(double));
        for (uint32_t run = 0; run < reader->run_count; run++)
            (*numbers[i])[run] = (double)NAN;
    }
    return one;
}

static void take_line(struct reader *reader, const json_t *line, uint32_t number) {
    struct report_run *run = &reader->history->runs[number];
    if (run->revision == NULL) {
        run->revision = copy(reader, run_name(line));
        run->time = copy(reader, report_text_of(line, "time"));
        run->worst_null_share = (double)NAN;
    }
    if (is_speedup(line)) {
        const json_t *decided = json_object_get(line, "decided");
        struct report_series *series = find_series(reader, line);
        series->ratios[number] = report_number_of(decided, "ratio");
        series->lows[number] = report_number_of(decided, "low");
        series->highs[number] = report_number_of(decided, "high");
        series->machines[number] = copy(reader, report_text_of(line, "machine"));
        run->speedups++;
        return;
    }
    run->verdicts++;
    run->equal += strcmp(report_text_of(line, "verdict"), "equal") == 0;
    run->findings += (uint32_t)json_integer_value(json_object_get(line, "findings"));
    run->cases += (uint64_t)json_integer_value(json_object_get(line, "cases"));
    run->worst_null_share = fmax(run->worst_null_share, report_number_of(line, "null_pass_share"));
}

/// Looks at the speed-ups of the machine that measured last: those of others are not comparable.
static void find_changes(struct report_series *series, uint32_t run_count, double alpha) {
    double logs[REPORT_RUNS_MAX];
    uint32_t runs[REPORT_RUNS_MAX], at[REPORT_RUNS_MAX], count = 0;
    const char *machine = NULL;
    for (uint32_t run = run_count; run-- > 0 && machine == NULL;)
        machine = series->machines[run];
    for (uint32_t run = 0; run < run_count; run++) {
        bool is_same = series->machines[run] != NULL && strcmp(series->machines[run], machine) == 0;
        if (!is_same || !(series->ratios[run] > 0))
            continue;
        runs[count] = run;
        logs[count++] = log(series->ratios[run]);
    }
    series->change_count = report_change_points(logs, count, alpha, log1p(noise_threshold), at);
    for (uint32_t i = 0; i < series->change_count; i++)
        series->changes[i] = runs[at[i]];
}

bool report_history_read(struct report_history **history, const char *path, struct base_pool *pool,
                         struct base_diag *diag) {
    struct reader reader = {.pool = pool};
    FILE *file = fopen(path, "r");
    *history = reader.history = base_pool_take(pool, sizeof **history);
    if (file == NULL && errno == ENOENT)
        return true;
    if (file == NULL)
        return base_fail(diag, "%s: cannot be read: %s", path, strerror(errno));
    read_lines(&reader, file);
    fclose(file);
    find_runs(&reader);
    struct report_history *made = reader.history;
    made->run_count = reader.run_count;
    made->runs = base_pool_take_array(pool, reader.run_count, sizeof *made->runs);
    made->series = base_pool_take_array(pool, reader.line_count, sizeof *made->series);
    for (uint32_t i = 0; i < reader.line_count; i++) {
        take_line(&reader, reader.lines[i], reader.runs[i]);
        json_decref(reader.lines[i]);
    }
    free(reader.lines);
    for (uint32_t i = 0; i < made->series_count; i++)
        find_changes(&made->series[i], made->run_count, false_alarm / made->series_count);
    return true;
}

json_t *report_history_json(const struct report_history *history) {
    json_t *runs = json_array(), *series = json_array();
    for (uint32_t i = 0; history != NULL && i < history->run_count; i++) {
        const struct report_run *run = &history->runs[i];
        json_array_append_new(
            runs, json_pack("{ss ss si si si sI so}", "revision", run->revision, "time", run->time,
                            "verdicts", (int)run->verdicts, "equal", (int)run->equal, "findings",
                            (int)run->findings, "cases", (json_int_t)run->cases, "null_pass",
                            bench_json_number(run->worst_null_share)));
    }
    for (uint32_t i = 0; history != NULL && i < history->series_count; i++) {
        const struct report_series *one = &history->series[i];
        json_t *points = json_array(), *changes = json_array();
        for (uint32_t run = 0; run < history->run_count; run++)
            if (one->machines[run] != NULL)
                json_array_append_new(points, json_pack("[i, o, o, o, s]", (int)run,
                                                        bench_json_number(one->ratios[run]),
                                                        bench_json_number(one->lows[run]),
                                                        bench_json_number(one->highs[run]),
                                                        one->machines[run]));
        for (uint32_t k = 0; k < one->change_count; k++)
            json_array_append_new(changes, json_integer(one->changes[k]));
        json_array_append_new(series, json_pack("{ss ss ss so so}", "kernel", one->kernel,
                                                "variant", one->variant, "point", one->point,
                                                "points", points, "changes", changes));
    }
    return json_pack("{so so}", "runs", runs, "series", series);
}
