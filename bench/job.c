#include "bench/job.h"

#include "bench/stats.h"

#include <math.h>
#include <string.h>

static json_t *pack_cell_job(const struct bench_job_cell *cell) {
    json_t *point = json_array();
    for (uint32_t i = 0; i < cell->point.count; i++)
        json_array_append_new(point, json_pack("[i, I]", (int)cell->point.params[i],
                                               (json_int_t)cell->point.values[i]));
    return json_pack("{so si ss sf}", "point", point, "class", (int)cell->class, "use", cell->use,
                     "threshold", cell->threshold);
}

json_t *bench_job_pack(const struct bench_job *job) {
    json_t *sides = json_array(), *cells = json_array();
    for (uint32_t i = 0; i < job->side_count; i++)
        json_array_append_new(sides, json_pack("{ss si sb}", "library", job->sides[i].library,
                                               "extra", (int)job->sides[i].extra_percent,
                                               "yardstick", (int)job->sides[i].is_yardstick));
    for (uint32_t i = 0; i < job->cell_count; i++)
        json_array_append_new(cells, pack_cell_job(&job->cells[i]));
    return json_pack("{ss ss ss ss so so sI sI sf si si si si sb}", "header", job->header, "kernel",
                     job->kernel, "loop", job->loop, "reference", job->reference, "sides", sides,
                     "cells", cells, "seed", (json_int_t)job->seed, "salt", (json_int_t)job->salt,
                     "near", job->near_tolerance, "rounds", (int)job->rounds, "samples",
                     (int)job->samples, "sample_ms", (int)job->sample_ms, "alone",
                     (int)job->alone_count, "instructions", (int)job->counts_instructions);
}

static bool unpack_cell_job(struct bench_job_cell *cell, const json_t *json,
                            struct base_pool *pool) {
    json_t *point;
    int class;
    const char *use;
    double threshold;
    if (json_unpack((json_t *)(uintptr_t)json, "{so si ss sF}", "point", &point, "class", &class,
                    "use", &use, "threshold", &threshold) != 0)
        return false;
    size_t count = json_array_size(point);
    uint32_t *params = base_pool_take_array(pool, count + 1, sizeof *params);
    spec_wide *values = base_pool_take_array(pool, count + 1, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        json_int_t value;
        int param;
        if (json_unpack(json_array_get(point, i), "[i, I]", &param, &value) != 0)
            return false;
        params[i] = (uint32_t)param;
        values[i] = value;
    }
    *cell = (struct bench_job_cell){{params, values, (uint32_t)count},
                                    (enum bench_class) class,
                                    base_pool_copy(pool, use, strlen(use)),
                                    threshold};
    return true;
}

bool bench_job_unpack(struct bench_job *job, const json_t *json, struct base_pool *pool,
                      struct base_diag *diag) {
    json_t *sides, *cells;
    json_int_t seed, salt;
    int rounds, samples, sample_ms, alone, instructions;
    *job = (struct bench_job){0};
    bool ok =
        json_unpack((json_t *)(uintptr_t)json, "{ss ss ss ss so so sI sI sF si si si si sb}",
                    "header", &job->header, "kernel", &job->kernel, "loop", &job->loop, "reference",
                    &job->reference, "sides", &sides, "cells", &cells, "seed", &seed, "salt", &salt,
                    "near", &job->near_tolerance, "rounds", &rounds, "samples", &samples,
                    "sample_ms", &sample_ms, "alone", &alone, "instructions", &instructions) == 0 &&
        json_array_size(sides) <= BENCH_SIDES_MAX && json_array_size(cells) <= BENCH_CELLS_MAX;
    if (!ok)
        return base_fail(diag, "the job to measure is not in order");
    job->seed = (uint64_t)seed;
    job->salt = (uint64_t)salt;
    job->rounds = (uint32_t)rounds;
    job->samples = (uint32_t)samples;
    job->sample_ms = (uint32_t)sample_ms;
    job->alone_count = (uint32_t)alone;
    job->counts_instructions = instructions != 0;
    job->side_count = (uint32_t)json_array_size(sides);
    for (uint32_t i = 0; ok && i < job->side_count; i++) {
        int extra, yardstick;
        ok = json_unpack(json_array_get(sides, i), "{ss si sb}", "library", &job->sides[i].library,
                         "extra", &extra, "yardstick", &yardstick) == 0;
        job->sides[i].extra_percent = ok ? (uint32_t)extra : 0;
        job->sides[i].is_yardstick = ok && yardstick;
    }
    job->cell_count = (uint32_t)json_array_size(cells);
    for (uint32_t i = 0; ok && i < job->cell_count; i++)
        ok = unpack_cell_job(&job->cells[i], json_array_get(cells, i), pool);
    return ok || base_fail(diag, "the job to measure is not in order");
}

static json_t *pack_numbers(const double *numbers, uint32_t count) {
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(array, json_real(numbers[i]));
    return array;
}

json_t *bench_cell_pack(const struct bench_cell_result *cell, uint32_t side_count) {
    json_t *sides = json_array();
    for (uint32_t i = 0; cell->state == BENCH_MEASURED && i < side_count; i++)
        json_array_append_new(
            sides,
            json_pack("{sI so so so so so}", "calls", (json_int_t)cell->calls[i], "cpu",
                      pack_numbers(cell->cpu_ns[i], cell->round_count), "wall",
                      pack_numbers(cell->wall_ns[i], cell->round_count), "iterations",
                      pack_numbers(cell->iterations[i], cell->sample_count), "sample_cpu",
                      pack_numbers(cell->sample_cpu_ns[i], cell->sample_count), "sample_wall",
                      pack_numbers(cell->sample_wall_ns[i], cell->sample_count)));
    return json_pack(
        "{si ss si sI sI sI sf si sf sf si si si sb so so so so}", "state", (int)cell->state,
        "text", cell->text, "wrong_side", (int)cell->wrong_side, "missing_sides",
        (json_int_t)cell->missing_sides, "elements", (json_int_t)cell->elements, "bytes",
        (json_int_t)cell->bytes, "flop", cell->flop, "sets", (int)cell->set_count,
        "subnormal_share", cell->subnormal_share, "restore_ns", cell->restore_ns, "dropped",
        (int)cell->dropped_count, "repeated", (int)cell->repeated_count, "waited",
        (int)cell->waited_count, "contaminated", (int)cell->is_contaminated, "sides", sides,
        "alone_cpu", pack_numbers(cell->alone_cpu_ns, cell->alone_count), "alone_wall",
        pack_numbers(cell->alone_wall_ns, cell->alone_count), "alone_read",
        pack_numbers(cell->alone_read_ns, cell->alone_read_ns != NULL ? cell->alone_count : 0));
}

static double *unpack_numbers(const json_t *array, uint32_t *count, struct base_pool *pool) {
    *count = (uint32_t)json_array_size(array);
    double *numbers = base_pool_take_array(pool, *count + 1u, sizeof *numbers);
    for (uint32_t i = 0; i < *count; i++)
        numbers[i] = json_number_value(json_array_get(array, i));
    return numbers;
}

static bool unpack_side(struct bench_cell_result *cell, uint32_t side, json_t *json,
                        struct base_pool *pool) {
    json_t *cpu, *wall, *iterations, *sample_cpu, *sample_wall;
    json_int_t calls;
    uint32_t counts[5];
    if (json_unpack(json, "{sI so so so so so}", "calls", &calls, "cpu", &cpu, "wall", &wall,
                    "iterations", &iterations, "sample_cpu", &sample_cpu, "sample_wall",
                    &sample_wall) != 0)
        return false;
    cell->calls[side] = (uint64_t)calls;
    cell->cpu_ns[side] = unpack_numbers(cpu, &counts[0], pool);
    cell->wall_ns[side] = unpack_numbers(wall, &counts[1], pool);
    cell->iterations[side] = unpack_numbers(iterations, &counts[2], pool);
    cell->sample_cpu_ns[side] = unpack_numbers(sample_cpu, &counts[3], pool);
    cell->sample_wall_ns[side] = unpack_numbers(sample_wall, &counts[4], pool);
    cell->round_count = counts[0];
    cell->sample_count = counts[2];
    return counts[0] > 0 && counts[1] == counts[0] && counts[3] == counts[2] &&
           counts[4] == counts[2];
}

static bool unpack_cell(struct bench_cell_result *cell, json_t *json, struct base_pool *pool) {
    json_t *sides, *alone_cpu, *alone_wall, *alone_read;
    uint32_t wall_count, read_count;
    json_int_t elements, bytes, missing;
    int state, wrong_side, sets, dropped, repeated, waited, contaminated;
    const char *text;
    if (json_unpack(json, "{si ss si sI sI sI sF si sF sF si si si sb so so so so}", "state",
                    &state, "text", &text, "wrong_side", &wrong_side, "missing_sides", &missing,
                    "elements", &elements, "bytes", &bytes, "flop", &cell->flop, "sets", &sets,
                    "subnormal_share", &cell->subnormal_share, "restore_ns", &cell->restore_ns,
                    "dropped", &dropped, "repeated", &repeated, "waited", &waited, "contaminated",
                    &contaminated, "sides", &sides, "alone_cpu", &alone_cpu, "alone_wall",
                    &alone_wall, "alone_read", &alone_read) != 0 ||
        json_array_size(sides) > BENCH_SIDES_MAX)
        return false;
    cell->state = (enum bench_state)state;
    cell->text = base_pool_copy(pool, text, strlen(text));
    cell->wrong_side = (uint32_t)wrong_side;
    cell->missing_sides = (uint64_t)missing;
    cell->elements = (uint64_t)elements;
    cell->bytes = (uint64_t)bytes;
    cell->set_count = (uint32_t)sets;
    cell->dropped_count = (uint32_t)dropped;
    cell->repeated_count = (uint32_t)repeated;
    cell->waited_count = (uint32_t)waited;
    cell->is_contaminated = contaminated != 0;
    cell->alone_cpu_ns = unpack_numbers(alone_cpu, &cell->alone_count, pool);
    cell->alone_wall_ns = unpack_numbers(alone_wall, &wall_count, pool);
    cell->alone_read_ns = unpack_numbers(alone_read, &read_count, pool);
    bool ok =
        wall_count == cell->alone_count && (read_count == 0 || read_count == cell->alone_count);
    if (read_count == 0)
        cell->alone_read_ns = NULL;
    for (uint32_t i = 0; ok && i < json_array_size(sides); i++)
        ok = unpack_side(cell, i, json_array_get(sides, i), pool);
    return ok;
}

bool bench_job_result_unpack(struct bench_job_result *result, const json_t *json,
                             struct base_pool *pool, struct base_diag *diag) {
    json_t *root = (json_t *)(uintptr_t)json, *cells, *instructions;
    const char *error = NULL, *text;
    *result = (struct bench_job_result){0};
    if (json_unpack(root, "{ss}", "error", &error) == 0) {
        snprintf(diag->text, sizeof diag->text, "%s", error);
        return false;
    }
    bool ok = json_unpack(root, "{so so ss}", "cells", &cells, "instructions", &instructions,
                          "instructions_text", &text) == 0 &&
              json_array_size(cells) <= BENCH_CELLS_MAX;
    for (uint32_t i = 0; i < BENCH_SIDES_MAX; i++)
        result->instructions[i] = -1;
    if (ok) {
        result->cell_count = (uint32_t)json_array_size(cells);
        result->instructions_text = base_pool_copy(pool, text, strlen(text));
    }
    for (uint32_t i = 0; ok && i < json_array_size(instructions) && i < BENCH_SIDES_MAX; i++)
        result->instructions[i] = json_integer_value(json_array_get(instructions, i));
    for (uint32_t i = 0; ok && i < result->cell_count; i++)
        ok = unpack_cell(&result->cells[i], json_array_get(cells, i), pool);
    return ok || base_fail(diag, "a measuring process gave an answer that is not in order");
}

double bench_cell_log_ratio(const struct bench_cell_result *cell, uint32_t a, uint32_t b,
                            bool of_wall) {
    double logs[256];
    uint32_t count = cell->round_count < 256 ? cell->round_count : 256;
    uint64_t missing = cell->missing_sides;
    if (cell->state != BENCH_MEASURED || count == 0 || (missing >> a & 1) || (missing >> b & 1))
        return NAN;
    for (uint32_t i = 0; i < count; i++)
        logs[i] = of_wall ? log(cell->wall_ns[a][i] / cell->wall_ns[b][i])
                          : log(cell->cpu_ns[a][i] / cell->cpu_ns[b][i]);
    return bench_median(logs, count);
}

double bench_cell_time(const struct bench_cell_result *cell, uint32_t side, bool of_wall) {
    if (cell->state != BENCH_MEASURED || cell->round_count == 0 ||
        (cell->missing_sides >> side & 1))
        return NAN;
    return bench_median(of_wall ? cell->wall_ns[side] : cell->cpu_ns[side], cell->round_count);
}
