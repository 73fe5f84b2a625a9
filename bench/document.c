#include "bench/document.h"

#include "bench/fingerprint.h"
#include "bench/system.h"
#include "diff/files.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static const char *const kind_names[] = {"speedup", "against", "baseline"};

json_t *bench_json_number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

const char *bench_time_text(struct base_pool *pool) {
    char text[32];
    struct tm utc;
    time_t now = time(NULL);
    gmtime_r(&now, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return base_pool_copy(pool, text, strlen(text));
}

bool bench_document_write(const json_t *document, const char *path, struct base_diag *diag) {
    struct diff_file file;
    if (!diff_file_open(&file, path, diag))
        return false;
    json_dumpf(document, file.stream, JSON_INDENT(1));
    fputc('\n', file.stream);
    return diff_file_close(&file, diag);
}

static json_t *ratio_json(double ratio, struct bench_interval interval) {
    return json_pack("{so so so}", "ratio", bench_json_number(ratio), "low",
                     bench_json_number(interval.low), "high", bench_json_number(interval.high));
}

json_t *bench_json_numbers(const double *values, uint32_t count) {
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(array, bench_json_number(values[i]));
    return array;
}

static json_t *instructions_json(int64_t count) {
    return count >= 0 ? json_integer(count) : json_null();
}

/// What history and document share.
static json_t *cell_facts(const struct bench_gate_cell *cell) {
    return json_pack("{ss ss ss ss ss sf so so so so so si si si si so so ss?}", "kernel",
                     cell->kernel->name, "variant", cell->variant, "point", cell->point_text,
                     "verdict", bench_verdict_name(cell->verdict), "text", cell->text, "threshold",
                     cell->threshold, "decided", ratio_json(cell->ratio, cell->interval), "wall",
                     bench_json_number(cell->wall_ratio), "best_build",
                     ratio_json(cell->best_ratio, cell->best_interval), "base_ns",
                     bench_json_number(cell->base_time_ns), "variant_ns",
                     bench_json_number(cell->variant_time_ns), "processes",
                     (int)cell->process_count, "rounds", (int)cell->round_count, "dropped_rounds",
                     (int)cell->dropped_count, "repeated_slots", (int)cell->repeated_count,
                     "base_instructions", instructions_json(cell->base_instructions),
                     "variant_instructions", instructions_json(cell->variant_instructions),
                     "instructions_text", cell->instructions_text);
}

static json_t *cell_json(const struct bench_gate_cell *cell) {
    json_t *json = cell_facts(cell);
    base_check(json != NULL);
    json_object_set_new(json, "log_ratios",
                        bench_json_numbers(cell->log_ratios, cell->process_count));
    json_object_set_new(json, "elements", json_integer((json_int_t)cell->elements));
    json_object_set_new(json, "bytes", json_integer((json_int_t)cell->bytes));
    json_object_set_new(json, "subnormal_result_share", bench_json_number(cell->subnormal_share));
    json_object_set_new(json, "restore_share", bench_json_number(cell->restore_share));
    json_object_set_new(json, "waiting_rounds", json_integer(cell->waited_count));
    json_object_set_new(json, "contaminated_processes", json_integer(cell->contaminated_count));
    if (!isnan(cell->stored_ratio))
        json_object_set_new(json, "stored_ratio", json_real(cell->stored_ratio));
    return json;
}

static json_t *library_json(const struct diff_library *library, struct base_pool *pool) {
    if (library == NULL)
        return json_null();
    return json_pack("{ss ss ss}", "name", library->name, "code",
                     bench_fingerprint_code(library->path, pool), "build",
                     bench_fingerprint_build(library->path, pool));
}

static json_t *controls_json(const struct bench_gate_unit *unit) {
    const struct bench_controls *controls = &unit->controls;
    uint32_t count = controls->process_count;
    return json_pack("{ss ss sb so so ss so so}", "kernel", unit->kernel->name, "variant",
                     unit->variant->name, "met", (int)controls->are_met, "alike",
                     bench_json_number(controls->alike_ratio), "planted",
                     bench_json_number(controls->planted_ratio), "text", controls->text,
                     "alike_log_ratios", bench_json_numbers(controls->alike, count),
                     "planted_log_ratios", bench_json_numbers(controls->planted, count));
}

json_t *bench_gate_document(const struct bench_gate *gate, const struct bench_gate_request *request,
                            struct base_pool *pool) {
    const struct diff_context *context = request->context;
    json_t *cells = json_array(), *controls = json_array(), *variants = json_array();
    for (uint32_t i = 0; i < context->optimized_count; i++)
        json_array_append_new(variants, library_json(&context->optimized[i], pool));
    for (uint32_t i = 0; i < gate->unit_count; i++) {
        const struct bench_gate_unit *unit = &gate->units[i];
        json_array_append_new(controls, controls_json(unit));
        for (uint32_t j = 0; j < unit->cell_count; j++)
            json_array_append_new(cells, cell_json(&unit->cells[j]));
    }
    return json_pack("{si ss ss sO so s{so so so so} si sb sf so so}", "lockstep", 1, "gate",
                     kind_names[gate->kind], "time", bench_time_text(pool), "machine",
                     request->machine, "system", bench_system_json(pool), "builds", "reference",
                     library_json(&context->reference, pool), "best",
                     library_json(request->best, pool), "old", library_json(request->old, pool),
                     "variants", variants, "exit_status", bench_gate_exit_status(gate),
                     "interrupted", (int)gate->is_interrupted, "seconds", gate->seconds, "controls",
                     controls, "cells", cells);
}

/// Adds to a file at once: of two runs that end together, neither tears the other's lines.
static bool append(const char *path, const char *text, size_t length) {
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    bool ok = flock(file, LOCK_EX) == 0;
    while (ok && length > 0) {
        ssize_t count = write(file, text, length);
        ok = count > 0;
        text += ok ? count : 0;
        length -= ok ? (size_t)count : 0;
    }
    return close(file) == 0 && ok;
}

/// What tells one attempt from another: a figure is nothing without the code that gave it.
static json_t *attempt_json(const struct bench_gate *gate, const struct bench_gate_unit *unit,
                            const struct bench_gate_request *request, const char *time,
                            struct base_pool *pool) {
    const char *seed = base_pool_format(
        pool, "%016llx", (unsigned long long)request->context->request->options.seed);
    json_t *json =
        json_pack("{ss ss ss ss ss ss sO*}", "time", time, "gate", kind_names[gate->kind], "base",
                  unit->base->name, "base_code", bench_fingerprint_code(unit->base->path, pool),
                  "variant_code", bench_fingerprint_code(unit->variant->path, pool), "seed", seed,
                  "machine", json_object_get(request->machine, "id"));
    base_check(json != NULL);
    if (request->revision != NULL)
        json_object_set_new(json, "revision", json_string(request->revision));
    return json;
}

bool bench_gate_history(const struct bench_gate *gate, const struct bench_gate_request *request,
                        const char *out, struct base_pool *pool, struct base_diag *diag) {
    const char *path = base_pool_format(pool, "%s/history.jsonl", out);
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    const char *now = bench_time_text(pool);
    base_check(file != NULL);
    for (uint32_t i = 0; i < gate->unit_count; i++) {
        const struct bench_gate_unit *unit = &gate->units[i];
        json_t *attempt = attempt_json(gate, unit, request, now, pool);
        for (uint32_t j = 0; j < unit->cell_count; j++) {
            json_t *line = cell_facts(&unit->cells[j]);
            base_check(line != NULL);
            json_object_update(line, attempt);
            json_dumpf(line, file, JSON_COMPACT);
            fputc('\n', file);
            json_decref(line);
        }
        json_decref(attempt);
    }
    fclose(file);
    bool ok = append(path, text, length) ||
              base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
    free(text);
    return ok;
}
