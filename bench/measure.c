#include "bench/measure.h"

#include "bench/flop.h"
#include "bench/job.h"
#include "bench/step.h"
#include "bench/suite.h"
#include "diff/subject.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    SLOT_NS = 1000000,
    SETTLE_NS = 300000,
    /// The sides of controls are the same code, so none has to settle: turns can be quicker, and
    /// there are the more of them, so that whatever the machine does hits all sides alike.
    CONTROL_SLOT_NS = 200000,
    CONTROL_CELL_NS = 150000000,
    CONTROL_ROUNDS_MIN = 10,
    CONTROL_ROUNDS_MAX = 60,
    ROUNDS_MIN = 5,
    /// Per side, besides what one round of a slow kernel takes anyway.
    CELL_NS_MAX = 500000000,
    LATE_FACTOR = 4,
    /// Of slots alone, of which there are 10 at least.
    ALONE_NS_MAX = 2000000000,
    ALONE_MIN = 10,
    STEPS_MAX = 20000,
    /// Of memory that a core surely has for itself: half of a small second-level cache.
    OWN_BYTES = 128 << 10,
};

struct worker {
    struct bench_job job;
    struct bench_loops loops;
    struct diff_subject subject;
    struct bench_flop flop;
    struct diff_options options;
    struct diff_library reference, libraries[BENCH_SIDES_MAX];
    struct bench_side sides[BENCH_SIDES_MAX];
    struct base_pool pool;
    struct bench_cell_result *results;
    json_t *instructions;
    const char *instructions_text;
    struct bench_progress *progress;
};

static const struct spec_kernel *find_kernel(const struct spec_header *header, const char *name) {
    for (uint32_t i = 0; i < header->kernel_count; i++)
        if (strcmp(header->kernels[i].name, name) == 0)
            return &header->kernels[i];
    return NULL;
}

static bool prepare(struct worker *worker, struct base_diag *diag) {
    const struct bench_job *job = &worker->job;
    const struct spec_header *header;
    if (!spec_read(&worker->pool, job->header, &header, diag))
        return false;
    const struct spec_kernel *kernel = find_kernel(header, job->kernel);
    if (kernel == NULL)
        return base_fail(diag, "%s: no longer has a kernel %s", job->header, job->kernel);
    worker->options = diff_options_default();
    worker->options.seed = job->seed;
    worker->options.near_tolerance = job->near_tolerance;
    if (!bench_loop_open(&worker->loops, job->loop, diag) ||
        !diff_library_open(&worker->reference, job->reference, &worker->pool, diag) ||
        !diff_subject_prepare(&worker->subject, kernel, &worker->options, &worker->reference, NULL,
                              0, &worker->pool, diag) ||
        !bench_flop_prepare(&worker->flop, kernel, &worker->reference, &worker->pool, diag))
        return false;
    for (uint32_t i = 0; i < job->side_count; i++) {
        worker->progress->side = i;
        worker->sides[i].extra_percent = job->sides[i].extra_percent;
        if (!diff_library_open(&worker->libraries[i], job->sides[i].library, &worker->pool, diag) ||
            !diff_library_require(&worker->libraries[i], kernel->name, &worker->sides[i].function,
                                  diag))
            return false;
    }
    // Libraries linked with -ffast-math flush subnormals from the moment that they are loaded.
    diff_state_reset();
    return true;
}

/// Says that a side is wrong; a yardstick is left out instead, and false then.
static bool accuse(struct worker *worker, struct bench_cell_result *result, uint32_t side,
                   const char *text) {
    if (worker->job.sides[side].is_yardstick) {
        result->missing_sides |= UINT64_C(1) << side;
        return false;
    }
    result->state = BENCH_DIFFERS;
    result->wrong_side = side;
    result->text = base_pool_copy(&worker->pool, text, strlen(text));
    return true;
}

/// Where every ratio is at least so many times the threshold, or so many times below it, more
/// rounds would tell the same.
static const double clear_factor = 1.5;

static const char leak_text[] = "leaked: it leaves the floating-point control state changed";

/// Whether another look at a side's code would tell nothing new: an earlier side has the same, or,
/// before timing, it is the code that has just given the expected results.
static bool is_known(const struct worker *worker, uint32_t side, bool is_before) {
    diff_function function = worker->sides[side].function;
    for (uint32_t i = 0; i < side; i++)
        if (worker->sides[i].function == function)
            return true;
    return is_before && function == worker->subject.reference;
}

/// Proves every side equal to the reference on the bytes that are timed. What differs is not timed.
static bool prove(struct worker *worker, struct bench_inputs *inputs,
                  struct bench_cell_result *result, bool is_before) {
    struct diff_outcome outcome;
    char text[512];
    uint32_t set;
    for (uint32_t i = 0; i < worker->job.side_count; i++) {
        worker->progress->side = i;
        if (is_known(worker, i, is_before))
            continue;
        bool is_equal =
            bench_inputs_prove(inputs, &worker->subject, worker->sides[i].function, &outcome, &set);
        bool has_leaked = diff_state_reset();
        if (is_equal && !has_leaked)
            continue;
        const char *what = leak_text;
        if (!is_equal) {
            diff_outcome_describe(worker->subject.kernel, &outcome, text, sizeof text);
            what = base_pool_format(&worker->pool, "%s (input set %u, %s timing)", text, set,
                                    is_before ? "before" : "after");
        }
        if (accuse(worker, result, i, what))
            return false;
    }
    return true;
}

/// Whether all clean rounds lie on one side of the threshold, far from it.
static bool is_clear(const struct bench_round *rounds, uint32_t count, double threshold) {
    uint32_t above = 0, below = 0, clean = 0;
    for (uint32_t i = 0; i < count; i++) {
        double ratio = rounds[i].cpu_ns[0] / rounds[i].cpu_ns[1];
        above += !rounds[i].is_dropped && ratio > threshold * clear_factor;
        below += !rounds[i].is_dropped && ratio * clear_factor < threshold;
        clean += !rounds[i].is_dropped;
    }
    return threshold > 0 && (above == clean || below == clean);
}

static bool has_planted_work(const struct bench_job *job) {
    bool has_some = false;
    for (uint32_t i = 0; i < job->side_count; i++)
        has_some |= job->sides[i].extra_percent > 0;
    return has_some;
}

/// The rounds that are asked for; or, of controls, as many as a certain time holds.
static uint32_t rounds_wanted(const struct worker *worker, const struct bench_sampler *sampler) {
    if (!has_planted_work(&worker->job))
        return worker->job.rounds;
    double wanted = CONTROL_CELL_NS / bench_sampler_round_ns(sampler);
    return wanted < CONTROL_ROUNDS_MIN   ? CONTROL_ROUNDS_MIN
           : wanted > CONTROL_ROUNDS_MAX ? CONTROL_ROUNDS_MAX
                                         : (uint32_t)wanted;
}

/// The slots alone that are asked for, or of long calls as many as a certain time holds.
static uint32_t alone_wanted(const struct worker *worker, const struct bench_sampler *sampler) {
    double slot_ns = sampler->call_ns[BENCH_SIDE_ALONE] * (double)sampler->calls[BENCH_SIDE_ALONE];
    uint32_t asked = worker->job.alone_count;
    double held = asked > 0 ? ALONE_NS_MAX / slot_ns : 0;
    return held >= asked      ? asked
           : held < ALONE_MIN ? (asked < ALONE_MIN ? asked : ALONE_MIN)
                              : (uint32_t)held;
}

/// Whether a call's time depends on memory that other processors use as well: its sets together
/// take more than a core's own caches are sure to hold.
static bool reads_shared_memory(const struct bench_inputs *inputs) {
    return inputs->class != BENCH_COLD && inputs->bytes * inputs->set_count > OWN_BYTES;
}

/// Slots of the variant alone, so that there are many of a fast kernel beside a slow reference;
/// until `count` are measured in all. Beside each one, the arrays are only read: before and after
/// it in turn, so that drift cancels and both find the sets equally long untouched.
static void measure_alone(struct worker *worker, struct bench_sampler *sampler, uint32_t count,
                          struct bench_cell_result *result) {
    struct bench_round slot;
    bool reads = reads_shared_memory(sampler->inputs);
    if (result->alone_cpu_ns == NULL) {
        result->alone_cpu_ns =
            base_pool_take_array(&worker->pool, worker->job.alone_count + 1u, sizeof(double));
        result->alone_wall_ns =
            base_pool_take_array(&worker->pool, worker->job.alone_count + 1u, sizeof(double));
        if (reads)
            result->alone_read_ns =
                base_pool_take_array(&worker->pool, worker->job.alone_count + 1u, sizeof(double));
    }
    for (; result->alone_count < count; result->alone_count++) {
        bool reads_first = result->alone_count % 2 == 1;
        double *read_ns = reads ? &result->alone_read_ns[result->alone_count] : NULL;
        if (reads && reads_first)
            *read_ns = bench_sampler_read(sampler, BENCH_SIDE_ALONE);
        bench_sampler_slot(sampler, BENCH_SIDE_ALONE, &slot);
        result->alone_cpu_ns[result->alone_count] = slot.cpu_ns[BENCH_SIDE_ALONE];
        result->alone_wall_ns[result->alone_count] = slot.wall_ns[BENCH_SIDE_ALONE];
        if (reads && !reads_first)
            *read_ns = bench_sampler_read(sampler, BENCH_SIDE_ALONE);
    }
}

/// Rounds until enough are clean; where the machine leaves too few, the others serve as well, since
/// CPU time survives most of what a context switch does.
static void measure_rounds(struct worker *worker, struct bench_sampler *sampler, double threshold,
                           struct bench_cell_result *result) {
    uint32_t wanted = rounds_wanted(worker, sampler), tried = 0, clean = 0, limit = 2 * wanted;
    uint32_t enough = wanted < ROUNDS_MIN ? wanted : ROUNDS_MIN;
    uint32_t alone = alone_wanted(worker, sampler);
    struct bench_round *rounds = base_pool_take_array(&worker->pool, limit, sizeof *rounds);
    uint64_t start = bench_clock_wall_ns();
    uint64_t budget = (uint64_t)CELL_NS_MAX * sampler->side_count;
    while (clean < wanted && tried < limit) {
        bool is_late = bench_clock_wall_ns() - start > budget;
        // A single round of a very slow kernel averages over seconds.
        bool is_very_late = tried > 0 && bench_clock_wall_ns() - start > LATE_FACTOR * budget;
        if (is_very_late || (is_late && tried >= enough) ||
            (clean >= enough && is_clear(rounds, tried, threshold)))
            break;
        bench_sampler_round(sampler, &rounds[tried]);
        result->repeated_count += rounds[tried].repeated_slots;
        clean += !rounds[tried++].is_dropped;
        measure_alone(worker, sampler, alone * clean / wanted, result);
    }
    measure_alone(worker, sampler, alone, result);
    result->is_contaminated = clean < enough && clean < tried;
    result->dropped_count = tried - clean;
    result->round_count = result->is_contaminated ? tried : clean;
    for (uint32_t i = 0; i < tried; i++)
        result->waited_count +=
            rounds[i].has_waited && (!rounds[i].is_dropped || result->is_contaminated);
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        uint32_t kept = 0;
        result->cpu_ns[side] = base_pool_take_array(&worker->pool, tried, sizeof(double));
        result->wall_ns[side] = base_pool_take_array(&worker->pool, tried, sizeof(double));
        result->calls[side] = sampler->calls[side];
        for (uint32_t i = 0; i < tried; i++) {
            if (rounds[i].is_dropped && !result->is_contaminated)
                continue;
            result->cpu_ns[side][kept] = rounds[i].cpu_ns[side];
            result->wall_ns[side][kept++] = rounds[i].wall_ns[side];
        }
    }
}

static void measure_line(struct worker *worker, struct bench_sampler *sampler,
                         struct bench_cell_result *result) {
    uint32_t stride = worker->job.samples, count = 0;
    struct bench_point_sample *samples =
        base_pool_take_array(&worker->pool, (size_t)stride * BENCH_SIDES_MAX + 1, sizeof *samples);
    if (stride > 0)
        count = bench_sampler_linear(sampler, stride, worker->job.sample_ms * UINT64_C(1000000),
                                     samples);
    result->sample_count = count;
    for (uint32_t side = 0; side < sampler->side_count; side++) {
        result->iterations[side] = base_pool_take_array(&worker->pool, count + 1u, sizeof(double));
        result->sample_cpu_ns[side] =
            base_pool_take_array(&worker->pool, count + 1u, sizeof(double));
        result->sample_wall_ns[side] =
            base_pool_take_array(&worker->pool, count + 1u, sizeof(double));
        for (uint32_t i = 0; i < count; i++) {
            result->iterations[side][i] = (double)samples[side * stride + i].iterations;
            result->sample_cpu_ns[side][i] = samples[side * stride + i].cpu_ns;
            result->sample_wall_ns[side][i] = samples[side * stride + i].wall_ns;
        }
    }
}

static void count_instructions(struct worker *worker, const struct bench_inputs *inputs) {
    worker->instructions = json_array();
    worker->instructions_text = "single-stepped";
    for (uint32_t i = 0; i < worker->job.side_count; i++) {
        uint64_t count = 0;
        diff_function function = worker->sides[i].function;
        // Nobody asks for a yardstick's.
        if (worker->job.sides[i].is_yardstick)
            continue;
        worker->progress->side = i;
        bool ok = bench_step_counter(&worker->loops, inputs, function, &count);
        if (ok) {
            worker->instructions_text = "hardware counter";
        } else {
            enum bench_step_status status =
                bench_step_count(&worker->loops, inputs, function, STEPS_MAX, &count);
            ok = status == BENCH_STEP_COUNTED;
            if (status == BENCH_STEP_TOO_MANY)
                worker->instructions_text = "more than 20000, where single-stepping ends";
            if (status == BENCH_STEP_IMPOSSIBLE)
                worker->instructions_text = "not counted: processes cannot be traced here";
        }
        json_array_append_new(worker->instructions, json_integer(ok ? (json_int_t)count : -1));
    }
}

/// What only leaks once it is timed.
static void accuse_leaky(struct worker *worker, const struct bench_sampler *sampler,
                         struct bench_cell_result *result) {
    for (uint32_t i = 0; i < sampler->side_count; i++)
        if ((sampler->leaked_sides >> i & 1) && accuse(worker, result, i, leak_text))
            return;
}

static bool measure_cell(struct worker *worker, uint32_t number, struct bench_cell_result *result,
                         struct base_diag *diag) {
    const struct bench_job_cell *cell = &worker->job.cells[number];
    bool is_control = has_planted_work(&worker->job);
    // Ten per cent more calls are ten per cent more work where all calls are alike: of one set.
    struct bench_workload workload = {cell->point, cell->class, bench_suite_use(cell->use),
                                      is_control ? 1 : BENCH_SETS_MAX};
    struct bench_inputs inputs = {0};
    bool is_skipped;
    result->text = "";
    worker->progress->cell = number;
    worker->progress->side = BENCH_SIDE_REFERENCE;
    bool ok = bench_inputs_make(&inputs, &worker->subject, &workload, worker->job.salt, &is_skipped,
                                &worker->pool, diag);
    if (!ok && is_skipped) {
        result->state = BENCH_SKIPPED;
        result->text = base_pool_copy(&worker->pool, diag->text, strlen(diag->text));
    }
    ok = ok &&
         bench_flop_count(&worker->flop, &inputs.sets[0], inputs.arrays[0], &result->flop, diag);
    if (ok && prove(worker, &inputs, result, true)) {
        struct bench_sampler sampler = {.loops = &worker->loops,
                                        .inputs = &inputs,
                                        .sides = worker->sides,
                                        .side_count = worker->job.side_count,
                                        .slot_ns = is_control ? CONTROL_SLOT_NS : SLOT_NS,
                                        .settle_ns = SETTLE_NS,
                                        .progress = worker->progress};
        result->elements = inputs.elements;
        result->bytes = inputs.bytes;
        result->set_count = inputs.set_count;
        result->subnormal_share = inputs.subnormal_share;
        bench_sampler_calibrate(&sampler);
        result->restore_ns = bench_sampler_restore_ns(&sampler);
        measure_rounds(worker, &sampler, cell->threshold, result);
        measure_line(worker, &sampler, result);
        // A kernel that answers rightly once and then cheaply has not been timed doing its work.
        if (prove(worker, &inputs, result, false))
            accuse_leaky(worker, &sampler, result);
    }
    if (ok && number == 0 && worker->job.counts_instructions && result->state == BENCH_MEASURED)
        count_instructions(worker, &inputs);
    bench_inputs_free(&inputs);
    return ok || is_skipped;
}

static bool read_job(struct worker *worker, int descriptor, json_t **text, struct base_diag *diag) {
    json_error_t error;
    *text = json_loadfd(descriptor, 0, &error);
    if (*text == NULL)
        return base_fail(diag, "the job to measure cannot be read: %s", error.text);
    return bench_job_unpack(&worker->job, *text, &worker->pool, diag);
}

/// Without a file to share (a person has started the process) progress is told to nobody.
static struct bench_progress *open_progress(int descriptor) {
    static struct bench_progress unshared;
    void *shared = mmap(NULL, sizeof unshared, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    return shared != MAP_FAILED ? shared : &unshared;
}

int bench_measure_run(int job_descriptor, int result_descriptor, int progress_descriptor) {
    struct worker *worker = calloc(1, sizeof *worker);
    struct base_diag diag;
    json_t *text = NULL, *cells = json_array(), *answer;
    base_check(worker != NULL);
    worker->progress = open_progress(progress_descriptor);
    worker->instructions_text = "not counted";
    bool ok = read_job(worker, job_descriptor, &text, &diag) && prepare(worker, &diag);
    for (uint32_t i = 0; ok && i < worker->job.cell_count; i++) {
        struct bench_cell_result result = {0};
        ok = measure_cell(worker, i, &result, &diag);
        if (ok)
            json_array_append_new(cells, bench_cell_pack(&result, worker->job.side_count));
    }
    if (worker->instructions == NULL)
        worker->instructions = json_array();
    if (ok)
        answer = json_pack("{sO sO ss}", "cells", cells, "instructions", worker->instructions,
                           "instructions_text", worker->instructions_text);
    else
        answer = json_pack("{ss}", "error", diag.text);
    json_decref(cells);
    json_decref(worker->instructions);
    bool is_written = answer != NULL && json_dumpfd(answer, result_descriptor, JSON_COMPACT) == 0;
    json_decref(answer);
    json_decref(text);
    diff_subject_free(&worker->subject);
    base_pool_free(&worker->pool);
    free(worker);
    return is_written ? 0 : 2;
}
