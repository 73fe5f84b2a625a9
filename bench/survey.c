#include "bench/survey.h"

#include "bench/bandwidth.h"
#include "bench/baseline.h"
#include "bench/decide.h"
#include "bench/fingerprint.h"
#include "bench/gate.h"
#include "bench/process.h"
#include "diff/worker.h"

#include <math.h>
#include <string.h>

enum {
    PROCESS_TIMEOUT_MS = 30000,
    ROUNDS = 20,
    SAMPLE_MS = 20, ///< of linear sampling, for each side and process
    QUICK_ROUNDS = 7,
    QUICK_SAMPLE_MS = 7,
    RESAMPLES = 1000,
    /// Arrays beyond this do not stay in a usual second-level cache.
    CACHED_BYTES_MAX = 1 << 20,
};

_Static_assert(BENCH_UNDISTURBED_PROCESSES == 2 * BENCH_SURVEY_PROCESSES, "as run_all takes");

/// Changes within this are no changes.
static const double noise_threshold = 0.02;

static const char *const change_names[] = {"",          "within noise",          "improved",
                                           "regressed", "another machine state", "unclear"};

const char *bench_change_name(enum bench_change change) {
    return change_names[change];
}

/// One kernel and variant: rows that share processes.
struct unit {
    const struct spec_kernel *kernel;
    const struct diff_library *variant;
    const char *loop;
    uint32_t first_row, row_count;
};

struct runner {
    const struct bench_survey_request *request;
    struct bench_survey *survey;
    struct unit *units;
    uint32_t unit_count;
    struct base_pool *pool;
    struct base_diag *diag;
};

static void add_row(struct runner *runner, struct unit *unit, const struct spec_bench_point *point,
                    enum bench_class class, const struct bench_suite_item *item) {
    struct bench_row *row = &runner->survey->rows[runner->survey->row_count++];
    *row = (struct bench_row){.kernel = unit->kernel,
                              .variant = unit->variant->name,
                              .point = *point,
                              .class = class,
                              .item = item,
                              .text = ""};
    row->point_text = bench_point_text(unit->kernel, point, runner->pool);
    unit->row_count++;
}

static bool add_suite_rows(struct runner *runner, struct unit *unit) {
    for (uint32_t i = 0; i < bench_suite_count; i++) {
        struct spec_bench_point point;
        if (strcmp(bench_suite[i].kernel, unit->kernel->name) != 0)
            continue;
        if (!bench_suite_point(&bench_suite[i], unit->kernel, &point, runner->pool, runner->diag))
            return false;
        add_row(runner, unit, &point, BENCH_USUAL, &bench_suite[i]);
    }
    return true;
}

static bool add_unit(struct runner *runner, const struct spec_kernel *kernel,
                     const struct diff_library *variant) {
    struct unit *unit = &runner->units[runner->unit_count];
    *unit = (struct unit){kernel, variant, NULL, runner->survey->row_count, 0};
    if (runner->request->is_suite && !add_suite_rows(runner, unit))
        return false;
    for (uint32_t i = 0; !runner->request->is_suite && i < kernel->bench_point_count; i++)
        for (int class = 0; class < BENCH_CLASSES; class ++)
            if (runner->request->classes >> class & 1)
                add_row(runner, unit, &kernel->bench_points[i], (enum bench_class) class, NULL);
    if (unit->row_count == 0)
        return true;
    if (unit->row_count > BENCH_CELLS_MAX)
        return base_fail_at(runner->diag, kernel->place, "%s: more than %d points to time",
                            kernel->name, BENCH_CELLS_MAX);
    runner->unit_count++;
    return bench_loop_build(kernel, runner->request->context->request->options.out, &unit->loop,
                            runner->pool, runner->diag);
}

static bool prepare(struct runner *runner) {
    const struct diff_context *context = runner->request->context;
    size_t rows = bench_suite_count, units = (size_t)context->kernel_count + 1;
    for (uint32_t i = 0; i < context->kernel_count; i++)
        rows += context->kernels[i]->bench_point_count * (size_t)BENCH_CLASSES;
    rows *= context->optimized_count;
    units *= context->optimized_count;
    runner->survey->rows = base_pool_take_array(runner->pool, rows, sizeof(struct bench_row));
    runner->units = base_pool_take_array(runner->pool, units, sizeof *runner->units);
    for (uint32_t i = 0; i < context->optimized_count; i++)
        for (uint32_t k = 0; context->optimized[i].skip_reason == NULL && k < context->kernel_count;
             k++)
            if (!add_unit(runner, context->kernels[k], &context->optimized[i]))
                return false;
    if (runner->survey->row_count == 0)
        return base_fail(runner->diag, runner->request->is_suite
                                           ? "none of the headers has a kernel of the suite"
                                           : "no kernel has a @bench: nothing would be timed");
    return true;
}

/// Keeps one process's samples in its own row of the array.
static void keep(double **target, uint32_t process, const double *values, uint32_t count,
                 struct base_pool *pool) {
    if (*target == NULL)
        *target = base_pool_take_array(pool, BENCH_SURVEY_PROCESSES * BENCH_SURVEY_SAMPLES,
                                       sizeof(double));
    base_check(count <= BENCH_SURVEY_SAMPLES);
    memcpy(*target + process * BENCH_SURVEY_SAMPLES, values, count * sizeof *values);
}

/// Moves the rows together: all processes count alike, so each gives as many as the one with the
/// fewest.
static void compact(double *values, uint32_t count) {
    for (uint32_t process = 1; process < BENCH_SURVEY_PROCESSES; process++)
        memmove(values + process * count, values + process * BENCH_SURVEY_SAMPLES,
                count * sizeof *values);
}

static void take_cell(struct runner *runner, struct bench_row *row, uint32_t process,
                      const struct bench_cell_result *cell) {
    row->state = cell->state;
    if (cell->state != BENCH_MEASURED) {
        row->text = cell->text;
        return;
    }
    bench_undisturbed_add(&row->undisturbed, cell);
    if (process >= BENCH_SURVEY_PROCESSES)
        return;
    for (uint32_t side = 0; side < BENCH_SURVEY_SIDES; side++) {
        keep(&row->iterations[side], process, cell->iterations[side], cell->sample_count,
             runner->pool);
        keep(&row->cpu_ns[side], process, cell->sample_cpu_ns[side], cell->sample_count,
             runner->pool);
        keep(&row->wall_ns[side], process, cell->sample_wall_ns[side], cell->sample_count,
             runner->pool);
        row->medians_ns[side][process] = bench_cell_time(cell, side, false);
    }
    row->log_ratios[process] = bench_cell_log_ratio(cell, 0, 1, false);
    row->process_count = process + 1;
    if (process == 0 || cell->sample_count < row->process_samples)
        row->process_samples = cell->sample_count;
    row->elements = cell->elements;
    row->bytes = cell->bytes;
    row->flop = cell->flop;
    row->subnormal_share = cell->subnormal_share;
    row->restore_ns = cell->restore_ns;
    row->dropped_count += cell->dropped_count;
    row->repeated_count += cell->repeated_count;
    row->round_count += cell->round_count;
    row->waited_count += cell->waited_count;
}

/// Processes beyond those that estimates take only tell what a call takes undisturbed.
static bool run_unit(struct runner *runner, const struct unit *unit, uint32_t process) {
    const struct diff_context *context = runner->request->context;
    struct bench_row *rows = &runner->survey->rows[unit->first_row], *asked[BENCH_CELLS_MAX];
    struct bench_job_result *result = base_pool_take(runner->pool, sizeof *result);
    bool is_full = process < BENCH_SURVEY_PROCESSES, is_quick = runner->request->is_quick;
    struct bench_job job = {.header = unit->kernel->header->path,
                            .kernel = unit->kernel->name,
                            .loop = unit->loop,
                            .reference = context->reference.specification,
                            .sides = {{.library = context->reference.specification},
                                      {.library = unit->variant->specification}},
                            .side_count = BENCH_SURVEY_SIDES,
                            .seed = context->request->options.seed,
                            .salt = process,
                            .near_tolerance = context->request->options.near_tolerance,
                            .rounds = !is_full   ? 1
                                      : is_quick ? QUICK_ROUNDS
                                                 : ROUNDS,
                            .samples = is_full ? BENCH_SURVEY_SAMPLES : 0,
                            .sample_ms = is_quick ? QUICK_SAMPLE_MS : SAMPLE_MS,
                            .alone_count =
                                runner->request->tells_undisturbed ? BENCH_UNDISTURBED_SLOTS : 0};
    for (uint32_t i = 0; i < unit->row_count; i++) {
        if (rows[i].state != BENCH_MEASURED || rows[i].is_broken)
            continue;
        asked[job.cell_count] = &rows[i];
        job.cells[job.cell_count++] = (struct bench_job_cell){
            rows[i].point, rows[i].class, rows[i].item != NULL ? rows[i].item->use : "", 0};
    }
    if (job.cell_count == 0)
        return true;
    enum bench_process_status status = bench_process_run(
        runner->request->program, &job, PROCESS_TIMEOUT_MS, result, runner->pool, runner->diag);
    runner->survey->is_interrupted = status == BENCH_PROCESS_INTERRUPTED;
    if (status == BENCH_PROCESS_FAILED || status == BENCH_PROCESS_INTERRUPTED)
        return false;
    for (uint32_t i = 0; i < job.cell_count; i++) {
        if (status == BENCH_PROCESS_OK) {
            take_cell(runner, asked[i], process, &result->cells[i]);
        } else if (i == result->broken_cell || result->broken_cell >= job.cell_count) {
            asked[i]->is_broken = true;
            asked[i]->text = base_pool_format(runner->pool, "in %s %s",
                                              result->broken_side == 1 ? unit->variant->name
                                                                       : context->reference.name,
                                              result->broken_text);
        }
    }
    // The others of a process that crashed get another one.
    return status == BENCH_PROCESS_OK || run_unit(runner, unit, process);
}

/// Numbers of an array that a baseline holds; the count, 0 where there are none.
static size_t stored_logs(const json_t *array, double logs[BENCH_SURVEY_PROCESSES],
                          bool takes_logarithm) {
    size_t count = json_array_size(array);
    if (count > BENCH_SURVEY_PROCESSES)
        return 0;
    for (size_t i = 0; i < count; i++) {
        double value = json_number_value(json_array_get(array, i));
        logs[i] = takes_logarithm ? log(value) : value;
        if (!isfinite(logs[i]))
            return 0;
    }
    return count;
}

/// 1 where the interval lies above the noise, −1 where it lies below, else 0.
static int direction(const struct bench_estimate *change) {
    return (change->interval.low > log1p(noise_threshold)) -
           (change->interval.high < -log1p(noise_threshold));
}

/// Whether the reference's time has changed in the same direction.
static bool moved_with_it(struct runner *runner, const struct bench_row *row, const json_t *old,
                          int slower) {
    double before[BENCH_SURVEY_PROCESSES], now[BENCH_SURVEY_PROCESSES];
    size_t count = stored_logs(json_object_get(old, "reference_process_ns"), before, true);
    for (uint32_t i = 0; i < BENCH_SURVEY_PROCESSES; i++)
        now[i] = log(row->medians_ns[0][i]);
    if (count == 0)
        return false;
    struct bench_estimate change =
        bench_shift(before, count, now, BENCH_SURVEY_PROCESSES, RESAMPLES, 5, runner->pool);
    return direction(&change) == slower;
}

/// A change counts where the time has changed and the ratio to the reference with it: else it is
/// the machine that has.
static void compare(struct runner *runner, struct bench_row *row) {
    double old_ratios[BENCH_SURVEY_PROCESSES], old_times[BENCH_SURVEY_PROCESSES];
    double times[BENCH_SURVEY_PROCESSES];
    const json_t *old = bench_baseline_find(
        runner->request->baseline, row->item != NULL ? row->item->name : "", row->kernel->name,
        row->variant, row->point_text, bench_class_name(row->class));
    size_t ratio_count = stored_logs(json_object_get(old, "log_ratios"), old_ratios, false);
    size_t time_count = stored_logs(json_object_get(old, "process_ns"), old_times, true);
    if (ratio_count == 0 || time_count == 0)
        return;
    for (uint32_t i = 0; i < BENCH_SURVEY_PROCESSES; i++)
        times[i] = log(row->medians_ns[1][i]);
    row->time_change = bench_shift(old_times, time_count, times, BENCH_SURVEY_PROCESSES, RESAMPLES,
                                   1, runner->pool);
    row->speedup_change = bench_shift(old_ratios, ratio_count, row->log_ratios,
                                      BENCH_SURVEY_PROCESSES, RESAMPLES, 2, runner->pool);
    int slower = direction(&row->time_change), faster = direction(&row->speedup_change);
    if (slower == 0)
        row->change = BENCH_CHANGE_WITHIN_NOISE;
    else if (slower == -faster)
        row->change = slower > 0 ? BENCH_CHANGE_REGRESSED : BENCH_CHANGE_IMPROVED;
    else
        row->change =
            moved_with_it(runner, row, old, slower) ? BENCH_CHANGE_MACHINE : BENCH_CHANGE_UNCLEAR;
}

/// What memory delivers at this size: the better of plain reading and of what a side reached
/// itself, so that nothing is called impossible that has just happened.
static void measure_bandwidth(struct bench_row *row) {
    row->bandwidth = bench_bandwidth_read(row->bytes);
    for (uint32_t side = 0; side < BENCH_SURVEY_SIDES; side++) {
        for (uint32_t i = 0; i < BENCH_SURVEY_PROCESSES; i++) {
            double rate = (double)row->bytes / row->medians_ns[side][i] * 1e9;
            row->bandwidth = rate > row->bandwidth ? rate : row->bandwidth;
        }
    }
}

static void estimate_row(struct runner *runner, struct bench_row *row) {
    struct base_pool scratch = {0};
    if (row->state != BENCH_MEASURED || row->is_broken || row->is_cut)
        return;
    row->sample_count = row->process_samples * BENCH_SURVEY_PROCESSES;
    for (uint32_t side = 0; side < BENCH_SURVEY_SIDES; side++) {
        compact(row->iterations[side], row->process_samples);
        compact(row->cpu_ns[side], row->process_samples);
        compact(row->wall_ns[side], row->process_samples);
        double each[BENCH_SURVEY_PROCESSES * BENCH_SURVEY_SAMPLES];
        bench_bootstrap(row->iterations[side], row->cpu_ns[side], row->sample_count,
                        BENCH_SURVEY_PROCESSES, RESAMPLES, 3 + side, &scratch,
                        &row->estimates[side]);
        for (uint32_t i = 0; i < row->sample_count; i++)
            each[i] = row->wall_ns[side][i] / row->iterations[side][i];
        row->wall_median_ns[side] = bench_median(each, row->sample_count);
    }
    row->speedup_interval = bench_decide_interval(row->log_ratios, 0, &row->speedup);
    if (row->bytes > CACHED_BYTES_MAX)
        measure_bandwidth(row);
    if (runner->request->baseline != NULL)
        compare(runner, row);
    base_pool_free(&scratch);
}

/// One process of every unit.
static bool run_pass(struct runner *runner, uint32_t process) {
    const struct bench_survey_request *request = runner->request;
    for (uint32_t i = 0; i < runner->unit_count; i++) {
        if (request->observer != NULL)
            request->observer(runner->units[i].kernel, process % BENCH_SURVEY_PROCESSES,
                              request->observer_context);
        if (!run_unit(runner, &runner->units[i], process))
            return false;
    }
    return true;
}

/// Full processes and, where they are wanted, those that only tell the undisturbed time, in turn:
/// both are spread over the whole run.
static bool run_all(struct runner *runner) {
    bool has_more = runner->request->tells_undisturbed;
    for (uint32_t process = 0; process < BENCH_SURVEY_PROCESSES; process++)
        if (!run_pass(runner, process) ||
            (has_more && !run_pass(runner, process + BENCH_SURVEY_PROCESSES)))
            return false;
    return true;
}

/// Intervals take all processes; of a row that has fewer, what each of them gave is told.
static void cut_row(struct runner *runner, struct bench_row *row) {
    row->is_cut = row->state == BENCH_MEASURED && !row->is_broken &&
                  row->process_count < BENCH_SURVEY_PROCESSES;
    if (row->is_cut)
        row->text = base_pool_format(runner->pool, "interrupted after %u of %d processes",
                                     row->process_count, BENCH_SURVEY_PROCESSES);
}

bool bench_survey_run(struct bench_survey *survey, const struct bench_survey_request *request,
                      bool *is_incomparable, struct base_pool *pool, struct base_diag *diag) {
    struct runner runner = {request, survey, NULL, 0, pool, diag};
    uint64_t start = bench_clock_wall_ns();
    const char *what;
    *survey = (struct bench_survey){.is_quick = request->is_quick};
    *is_incomparable =
        request->baseline != NULL &&
        !bench_fingerprint_agrees(request->machine, json_object_get(request->baseline, "machine"),
                                  &what, pool);
    if (*is_incomparable)
        return base_fail(diag, "incomparable: the baseline is from another machine: %s", what);
    if (!prepare(&runner))
        return false;
    diff_interrupts_catch();
    if (!run_all(&runner) && !survey->is_interrupted)
        return false;
    for (uint32_t i = 0; i < survey->row_count; i++) {
        cut_row(&runner, &survey->rows[i]);
        estimate_row(&runner, &survey->rows[i]);
    }
    survey->seconds = (double)(bench_clock_wall_ns() - start) / 1e9;
    return true;
}

double bench_row_time(const struct bench_row *row, double call_ns) {
    return row->item != NULL ? call_ns * row->item->calls * row->item->share : call_ns;
}

double bench_row_floor_ns(const struct bench_row *row) {
    return row->bandwidth > 0 ? bench_row_time(row, (double)row->bytes / row->bandwidth * 1e9) : 0;
}

int bench_survey_exit_status(const struct bench_survey *survey) {
    for (uint32_t i = 0; i < survey->row_count; i++)
        if (survey->rows[i].state == BENCH_DIFFERS || survey->rows[i].is_broken)
            return 1;
    return survey->is_interrupted ? 2 : 0;
}
