#include "bench/gate.h"

#include "bench/baseline.h"
#include "bench/fingerprint.h"
#include "bench/process.h"
#include "diff/worker.h"

#include <math.h>
#include <string.h>

enum {
    PROCESS_TIMEOUT_MS = 30000,
    PLANTED_PERCENT = 10,
    SIDE_BASE = 0,
    SIDE_VARIANT = 1,
    SIDE_BEST = 2,
};

/// The alarm of the regression gates.
static const double regression_threshold = 1.10;
/// What the controls may be off by.
static const double control_tolerance = 0.02;

static const char *const verdict_names[BENCH_VERDICTS] = {
    "pass", "fail", "wrong", "undecided", "void", "incomparable", "skipped"};

const char *bench_verdict_name(enum bench_verdict verdict) {
    return verdict_names[verdict];
}

const char *bench_point_text(const struct spec_kernel *kernel, const struct spec_bench_point *point,
                             struct base_pool *pool) {
    const char *text = "";
    for (uint32_t i = 0; i < point->count; i++)
        text = base_pool_format(pool, "%s%s%s=%lld", text, i > 0 ? "," : "",
                                kernel->params[point->params[i]].name, (long long)point->values[i]);
    return text;
}

struct runner {
    const struct bench_gate_request *request;
    struct bench_gate *gate;
    struct base_pool *pool;
    struct base_diag *diag;
};

static bool is_concerned(const struct bench_gate_request *request,
                         const struct spec_kernel *kernel) {
    return request->kind == BENCH_GATE_SPEEDUP ? kernel->has_gate : kernel->bench_point_count > 0;
}

static void settle_cell(struct bench_gate_cell *cell, enum bench_verdict verdict,
                        const char *text) {
    cell->verdict = verdict;
    cell->text = text;
    cell->is_decided = true;
}

static void prepare_cell(struct runner *runner, const struct bench_gate_unit *unit, uint32_t number,
                         struct bench_gate_cell *cell) {
    const struct bench_gate_request *request = runner->request;
    *cell = (struct bench_gate_cell){
        .kernel = unit->kernel,
        .point = &unit->kernel->bench_points[number],
        .variant = unit->variant->name,
        .verdict = BENCH_UNSURE,
        .text = "",
        .threshold =
            request->kind == BENCH_GATE_SPEEDUP ? unit->kernel->gate : regression_threshold,
        .ratio = NAN,
        .wall_ratio = NAN,
        .best_ratio = NAN,
        .base_instructions = -1,
        .variant_instructions = -1,
        .stored_ratio = NAN,
    };
    cell->point_text = bench_point_text(unit->kernel, cell->point, runner->pool);
    if (unit->variant->skip_reason != NULL) {
        settle_cell(cell, BENCH_LEFT_OUT, unit->variant->skip_reason);
        return;
    }
    const char *why;
    if (request->kind == BENCH_GATE_BASELINE &&
        !bench_baseline_ratio(
            request->baseline, request->machine,
            bench_fingerprint_code(request->context->reference.path, runner->pool),
            unit->kernel->name, cell->variant, cell->point_text, &cell->stored_ratio, &why,
            runner->pool))
        settle_cell(cell, BENCH_INCOMPARABLE, why);
    if (request->kind == BENCH_GATE_AGAINST &&
        diff_library_find(request->old, unit->kernel->name) == NULL)
        settle_cell(cell, BENCH_LEFT_OUT, "the old build has no such kernel");
}

static bool prepare_unit(struct runner *runner, const struct spec_kernel *kernel,
                         const struct diff_library *variant, struct bench_gate_unit *unit) {
    const struct bench_gate_request *request = runner->request;
    *unit = (struct bench_gate_unit){
        .kernel = kernel,
        .variant = variant,
        .base = request->kind == BENCH_GATE_AGAINST ? request->old : &request->context->reference,
        .cell_count = kernel->bench_point_count,
        .controls = {.alike_ratio = NAN, .planted_ratio = NAN, .text = "not measured"},
    };
    if (unit->cell_count > BENCH_CELLS_MAX)
        return base_fail_at(runner->diag, kernel->place, "%s: more than %d points to time",
                            kernel->name, BENCH_CELLS_MAX);
    unit->cells = base_pool_take_array(runner->pool, unit->cell_count, sizeof *unit->cells);
    for (uint32_t i = 0; i < unit->cell_count; i++)
        prepare_cell(runner, unit, i, &unit->cells[i]);
    return bench_loop_build(kernel, request->context->request->options.out, &unit->loop,
                            runner->pool, runner->diag);
}

static bool prepare_units(struct runner *runner) {
    const struct diff_context *context = runner->request->context;
    struct bench_gate *gate = runner->gate;
    gate->units = base_pool_take_array(runner->pool,
                                       (size_t)context->kernel_count * context->optimized_count + 1,
                                       sizeof *gate->units);
    for (uint32_t i = 0; i < context->kernel_count; i++)
        for (uint32_t j = 0; j < context->optimized_count; j++)
            if (is_concerned(runner->request, context->kernels[i]) &&
                !prepare_unit(runner, context->kernels[i], &context->optimized[j],
                              &gate->units[gate->unit_count++]))
                return false;
    if (gate->unit_count == 0)
        return base_fail(runner->diag, "no kernel has a %s: nothing would be decided",
                         runner->request->kind == BENCH_GATE_SPEEDUP ? "@gate" : "@bench");
    return true;
}

static struct bench_job start_job(struct runner *runner, const struct bench_gate_unit *unit,
                                  uint32_t process) {
    const struct diff_context *context = runner->request->context;
    return (struct bench_job){.header = unit->kernel->header->path,
                              .kernel = unit->kernel->name,
                              .loop = unit->loop,
                              .reference = context->reference.specification,
                              .seed = context->request->options.seed,
                              .salt = process,
                              .near_tolerance = context->request->options.near_tolerance,
                              .rounds = runner->request->rounds};
}

/// Measures the base against itself and against itself with more to do.
static bool run_controls(struct runner *runner, struct bench_gate_unit *unit, uint32_t process) {
    struct bench_job job = start_job(runner, unit, process);
    struct bench_job_result *result = base_pool_take(runner->pool, sizeof *result);
    const char *base = unit->base->specification;
    job.sides[0] = job.sides[1] = (struct bench_job_side){.library = base};
    job.sides[2] = (struct bench_job_side){.library = base, .extra_percent = PLANTED_PERCENT};
    job.side_count = 3;
    job.cells[0] = (struct bench_job_cell){*unit->cells[0].point, BENCH_USUAL, "", 0};
    job.cell_count = 1;
    enum bench_process_status status = bench_process_run(
        runner->request->program, &job, PROCESS_TIMEOUT_MS, result, runner->pool, runner->diag);
    runner->gate->is_interrupted = status == BENCH_PROCESS_INTERRUPTED;
    if (status == BENCH_PROCESS_FAILED || status == BENCH_PROCESS_INTERRUPTED)
        return false;
    bool ok = status == BENCH_PROCESS_OK && result->cells[0].state == BENCH_MEASURED;
    unit->controls.alike[process] = ok ? bench_cell_log_ratio(&result->cells[0], 1, 0, false) : NAN;
    unit->controls.planted[process] =
        ok ? bench_cell_log_ratio(&result->cells[0], 2, 0, false) : NAN;
    unit->controls.process_count = process + 1;
    return true;
}

static void take_cell(struct runner *runner, struct bench_gate_cell *cell, uint32_t process,
                      const struct bench_cell_result *measured) {
    bool is_speedup = runner->request->kind != BENCH_GATE_AGAINST;
    uint32_t above = is_speedup ? SIDE_BASE : SIDE_VARIANT;
    uint32_t below = is_speedup ? SIDE_VARIANT : SIDE_BASE;
    double log_ratio = bench_cell_log_ratio(measured, above, below, false);
    if (runner->request->kind == BENCH_GATE_BASELINE)
        log_ratio = log(cell->stored_ratio) - log_ratio;
    cell->log_ratios[process] = log_ratio;
    cell->wall_log_ratios[process] = bench_cell_log_ratio(measured, above, below, true);
    cell->best_log_ratios[process] =
        runner->request->best != NULL && is_speedup
            ? bench_cell_log_ratio(measured, SIDE_BEST, SIDE_VARIANT, false)
            : NAN;
    cell->base_ns[process] = bench_cell_time(measured, SIDE_BASE, false);
    cell->variant_ns[process] = bench_cell_time(measured, SIDE_VARIANT, false);
    cell->elements = measured->elements;
    cell->bytes = measured->bytes;
    cell->subnormal_share = measured->subnormal_share;
    cell->restore_share = measured->restore_ns / cell->variant_ns[process];
    cell->round_count += measured->round_count;
    cell->dropped_count += measured->dropped_count;
    cell->repeated_count += measured->repeated_count;
    cell->contaminated_count += measured->is_contaminated;
    cell->waited_count += measured->waited_count;
    cell->process_count = process + 1;
}

/// What differs from the reference is wrong if it is the variant; an old build that differs cannot
/// be compared with.
static void take_difference(struct runner *runner, const struct bench_gate_unit *unit,
                            struct bench_gate_cell *cell,
                            const struct bench_cell_result *measured) {
    bool is_variant = measured->wrong_side == SIDE_VARIANT;
    const char *text =
        base_pool_format(runner->pool, "%s is not equal to the reference: %s",
                         is_variant ? cell->variant : unit->base->name, measured->text);
    settle_cell(cell, is_variant ? BENCH_WRONG : BENCH_INCOMPARABLE, text);
}

/// A process crashed or hung: the cell that it was at is settled, or all where it came to none. The
/// variant is accused only of what happened inside it.
static void take_end(struct runner *runner, const struct bench_gate_unit *unit,
                     struct bench_gate_cell *const *cells, uint32_t cell_count,
                     const struct bench_job_result *result) {
    const struct bench_gate_request *request = runner->request;
    uint32_t side = result->broken_side;
    const char *name = side == SIDE_BASE      ? unit->base->name
                       : side == SIDE_VARIANT ? unit->variant->name
                       : side == SIDE_BEST    ? request->best->name
                                              : request->context->reference.name;
    const char *text = base_pool_format(runner->pool, "in %s %s", name, result->broken_text);
    for (uint32_t i = 0; i < cell_count; i++)
        if (i == result->broken_cell || result->broken_cell >= cell_count)
            settle_cell(cells[i], side == SIDE_VARIANT ? BENCH_WRONG : BENCH_INCOMPARABLE, text);
}

/// The threshold as one of base / variant, which is how processes know it.
static double threshold_of(enum bench_gate_kind kind, const struct bench_gate_cell *cell) {
    return kind == BENCH_GATE_SPEEDUP    ? cell->threshold
           : kind == BENCH_GATE_BASELINE ? cell->stored_ratio / cell->threshold
                                         : 1 / cell->threshold;
}

static bool run_process(struct runner *runner, struct bench_gate_unit *unit, uint32_t process) {
    const struct bench_gate_request *request = runner->request;
    struct bench_job job = start_job(runner, unit, process);
    struct bench_job_result *result = base_pool_take(runner->pool, sizeof *result);
    struct bench_gate_cell *cells[BENCH_CELLS_MAX];
    job.sides[SIDE_BASE] = (struct bench_job_side){.library = unit->base->specification};
    job.sides[SIDE_VARIANT] = (struct bench_job_side){.library = unit->variant->specification};
    job.side_count = 2;
    if (request->best != NULL && request->kind != BENCH_GATE_AGAINST)
        job.sides[job.side_count++] =
            (struct bench_job_side){.library = request->best->specification, .is_yardstick = true};
    job.counts_instructions = process == 0;
    for (uint32_t i = 0; i < unit->cell_count; i++) {
        if (unit->cells[i].is_decided)
            continue;
        cells[job.cell_count] = &unit->cells[i];
        job.cells[job.cell_count++] = (struct bench_job_cell){
            *unit->cells[i].point, BENCH_USUAL, "", threshold_of(request->kind, &unit->cells[i])};
    }
    if (job.cell_count == 0)
        return true;
    enum bench_process_status status = bench_process_run(request->program, &job, PROCESS_TIMEOUT_MS,
                                                         result, runner->pool, runner->diag);
    runner->gate->is_interrupted = status == BENCH_PROCESS_INTERRUPTED;
    if (status == BENCH_PROCESS_FAILED || status == BENCH_PROCESS_INTERRUPTED)
        return false;
    if (status != BENCH_PROCESS_OK) {
        take_end(runner, unit, cells, job.cell_count, result);
        return run_process(runner, unit, process);
    }
    for (uint32_t i = 0; i < job.cell_count; i++) {
        if (result->cells[i].state == BENCH_DIFFERS)
            take_difference(runner, unit, cells[i], &result->cells[i]);
        else
            take_cell(runner, cells[i], process, &result->cells[i]);
    }
    if (process == 0) {
        cells[0]->base_instructions = result->instructions[SIDE_BASE];
        cells[0]->variant_instructions = result->instructions[SIDE_VARIANT];
        cells[0]->instructions_text = result->instructions_text;
    }
    return true;
}

void bench_controls_judge(struct bench_controls *controls, uint32_t stage, const char *base,
                          struct base_pool *pool) {
    bench_decide_interval(controls->alike, stage, &controls->alike_ratio);
    bench_decide_interval(controls->planted, stage, &controls->planted_ratio);
    bool alike = fabs(controls->alike_ratio - 1) <= control_tolerance;
    bool planted =
        fabs(controls->planted_ratio - (1 + PLANTED_PERCENT / 100.0)) <= control_tolerance;
    controls->are_met = alike && planted;
    controls->text =
        base_pool_format(pool, "%s against itself read %.4f (%s), with 10 %% more work %.4f (%s)",
                         base, controls->alike_ratio, alike ? "1 ± 0.02" : "not 1 ± 0.02",
                         controls->planted_ratio, planted ? "1.10 ± 0.02" : "not 1.10 ± 0.02");
}

static void summarize_cell(struct bench_gate_cell *cell, uint32_t stage) {
    uint32_t count = bench_stages[stage].processes;
    cell->interval = bench_decide_interval(cell->log_ratios, stage, &cell->ratio);
    bench_decide_interval(cell->wall_log_ratios, stage, &cell->wall_ratio);
    cell->best_interval = bench_decide_interval(cell->best_log_ratios, stage, &cell->best_ratio);
    cell->base_time_ns = bench_median(cell->base_ns, count);
    cell->variant_time_ns = bench_median(cell->variant_ns, count);
}

/// Decides what a stage suffices for. With failed controls nothing is decided.
static void judge_unit(struct runner *runner, struct bench_gate_unit *unit, uint32_t stage) {
    bool wants_more = runner->request->kind == BENCH_GATE_SPEEDUP;
    bench_controls_judge(&unit->controls, stage, unit->base->name, runner->pool);
    for (uint32_t i = 0; i < unit->cell_count; i++) {
        struct bench_gate_cell *cell = &unit->cells[i];
        if (cell->is_decided)
            continue;
        summarize_cell(cell, stage);
        enum bench_side_of side = bench_decide(cell->log_ratios, stage, cell->threshold);
        if (!unit->controls.are_met) {
            cell->verdict = BENCH_VOID;
            cell->text =
                base_pool_format(runner->pool, "the controls failed: %s", unit->controls.text);
        } else if (side == BENCH_UNDECIDED) {
            cell->verdict = BENCH_UNSURE;
            cell->text = base_pool_format(runner->pool,
                                          "%u processes do not agree on which side of %g it lies",
                                          cell->process_count, cell->threshold);
        } else {
            bool passes = (side == BENCH_ABOVE) == wants_more;
            settle_cell(cell, passes ? BENCH_PASSED : BENCH_FAILED, "");
        }
    }
}

static bool is_pending(const struct bench_gate_unit *unit) {
    bool pending = false;
    for (uint32_t i = 0; i < unit->cell_count; i++)
        pending |= !unit->cells[i].is_decided;
    return pending;
}

/// One stage: process after process over all units, so that what one unit's processes saw of the
/// machine is spread over the stage's whole time.
static bool run_stage(struct runner *runner, uint32_t stage, bool *any) {
    const struct bench_gate_request *request = runner->request;
    uint32_t first = stage > 0 ? bench_stages[stage - 1].processes : 0;
    *any = false;
    for (uint32_t process = first; process < bench_stages[stage].processes; process++) {
        for (uint32_t i = 0; i < runner->gate->unit_count; i++) {
            struct bench_gate_unit *unit = &runner->gate->units[i];
            if (!is_pending(unit))
                continue;
            *any = true;
            if (request->observer != NULL)
                request->observer(unit, process, bench_stages[stage].processes,
                                  request->observer_context);
            if (!run_process(runner, unit, process) || !run_controls(runner, unit, process))
                return false;
        }
    }
    for (uint32_t i = 0; i < runner->gate->unit_count; i++)
        if (is_pending(&runner->gate->units[i]))
            judge_unit(runner, &runner->gate->units[i], stage);
    return true;
}

/// What was not finished is told, and is no pass.
static void interrupt_cells(struct runner *runner) {
    for (uint32_t i = 0; i < runner->gate->unit_count; i++) {
        struct bench_gate_unit *unit = &runner->gate->units[i];
        for (uint32_t j = 0; j < unit->cell_count; j++) {
            struct bench_gate_cell *cell = &unit->cells[j];
            uint32_t count = cell->process_count;
            if (cell->is_decided)
                continue;
            settle_cell(cell, BENCH_UNSURE,
                        base_pool_format(runner->pool, "interrupted after %u process%s", count,
                                         count == 1 ? "" : "es"));
            if (count > 0) {
                cell->base_time_ns = bench_median(cell->base_ns, count);
                cell->variant_time_ns = bench_median(cell->variant_ns, count);
            }
        }
    }
}

bool bench_gate_run(struct bench_gate *gate, const struct bench_gate_request *request,
                    struct base_pool *pool, struct base_diag *diag) {
    struct runner runner = {request, gate, pool, diag};
    uint64_t start = bench_clock_wall_ns();
    *gate = (struct bench_gate){.kind = request->kind};
    if (!prepare_units(&runner))
        return false;
    bool any = true;
    diff_interrupts_catch();
    for (uint32_t stage = 0; stage < BENCH_STAGES && any; stage++) {
        uint64_t elapsed_s = (bench_clock_wall_ns() - start) / 1000000000u;
        if (stage > 0 && elapsed_s >= request->budget_s)
            break;
        if (run_stage(&runner, stage, &any))
            continue;
        if (!gate->is_interrupted)
            return false;
        interrupt_cells(&runner);
        break;
    }
    for (uint32_t i = 0; i < gate->unit_count; i++)
        for (uint32_t j = 0; j < gate->units[i].cell_count; j++)
            gate->verdicts[gate->units[i].cells[j].verdict]++;
    gate->seconds = (double)(bench_clock_wall_ns() - start) / 1e9;
    return true;
}

int bench_gate_exit_status(const struct bench_gate *gate) {
    if (gate->verdicts[BENCH_FAILED] + gate->verdicts[BENCH_WRONG] > 0)
        return 1;
    if (gate->is_interrupted)
        return 2;
    uint32_t open = gate->verdicts[BENCH_UNSURE] + gate->verdicts[BENCH_VOID] +
                    gate->verdicts[BENCH_INCOMPARABLE];
    // Where nothing ran, nothing passed.
    return open > 0 || gate->verdicts[BENCH_PASSED] == 0 ? 3 : 0;
}
