#include "diff/session.h"

#include "base/monotonic.h"
#include "diff/files.h"
#include "diff/witness.h"
#include "diff/worker.h"
#include "spec/show.h"

#include <string.h>

enum {
    CHUNK_CASES_MIN = 16384,
    /// Chunks are kept in memory until the end of the run: more cases make larger chunks.
    CHUNKS_MAX = 1024,
    WAIT_MS = 100,
    /// Run whatever the budget is: fewer prove too little.
    CASES_LEAST = 1000,
};

uint64_t diff_chunk_cases(uint64_t inputs) {
    uint64_t cases = (inputs + CHUNKS_MAX - 1) / CHUNKS_MAX;
    return cases > CHUNK_CASES_MIN ? cases : CHUNK_CASES_MIN;
}

/// The state of one kernel's run over its chunks.
struct march {
    const struct diff_subject *subject;
    struct diff_kernel_result *result;
    uint64_t inputs, chunk_cases, chunk_count;
    uint64_t next; ///< chunk to start
    uint64_t done_cases, total_cases;
    uint64_t deadline_ms;
    bool is_regression_due;
    uint32_t mask; ///< variants that still run
};

static struct march make_march(const struct diff_subject *subject,
                               struct diff_kernel_result *result) {
    const struct diff_options *options = subject->options;
    uint64_t inputs =
        options->is_exhaustive ? corpus_exhaustive_cases(subject->generator) : options->inputs;
    struct march march = {.subject = subject, .result = result, .inputs = inputs};
    march.chunk_cases = diff_chunk_cases(inputs);
    march.chunk_count = (inputs + march.chunk_cases - 1) / march.chunk_cases;
    march.next = options->shard_index - 1;
    march.is_regression_due = subject->regression_count > 0 && options->shard_index == 1;
    march.mask = subject->variant_count == 32 ? UINT32_MAX : (1u << subject->variant_count) - 1;
    march.total_cases = inputs / options->shard_count;
    return march;
}

static bool next_job(struct march *march, struct diff_job *job) {
    if (march->is_regression_due) {
        march->is_regression_due = false;
        *job = (struct diff_job){.number = UINT64_MAX,
                                 .first = -1,
                                 .count = march->subject->regression_count,
                                 .mask = march->mask};
        return true;
    }
    if (march->next >= march->chunk_count || march->mask == 0)
        return false;
    uint64_t first = march->next * march->chunk_cases;
    uint64_t left = march->inputs - first;
    *job =
        (struct diff_job){.number = march->next,
                          .first = (int64_t)first,
                          .count = (int64_t)(left < march->chunk_cases ? left : march->chunk_cases),
                          .mask = march->mask};
    march->next += march->subject->options->shard_count;
    return true;
}

/// Whether every chunk of this shard below `number` is in; only then may a stop be decided, or the
/// decision would depend on which worker was faster.
static bool is_contiguous(const struct march *march) {
    uint64_t expected = march->subject->options->shard_index - 1;
    for (uint32_t i = 0; i < march->result->chunk_count; i++) {
        int64_t number = march->result->chunks[i].number;
        if (number == DIFF_REGRESSION_CHUNK)
            continue;
        if ((uint64_t)number != expected)
            return false;
        expected += march->subject->options->shard_count;
    }
    return true;
}

static void take_chunk(struct march *march, const struct diff_chunk *chunk,
                       struct base_pool *pool) {
    int64_t number = chunk->number == UINT64_MAX ? DIFF_REGRESSION_CHUNK : (int64_t)chunk->number;
    diff_results_add_chunk(march->result, chunk, number, pool);
    if (number >= 0)
        march->done_cases += chunk->evidence.cases;
    if (!is_contiguous(march))
        return;
    for (uint32_t i = 0; i < march->subject->variant_count; i++)
        if (diff_results_stopped(march->result, i, march->subject->options->failures_max))
            march->mask &= ~(1u << i);
}

/// Whether the time is over and cases are left.
static bool is_out_of_time(const struct march *march, const struct diff_workers *workers,
                           uint64_t running_cases) {
    bool has_more = march->next < march->chunk_count && march->mask != 0;
    return (has_more || diff_workers_are_busy(workers)) &&
           march->done_cases + running_cases >= CASES_LEAST &&
           base_monotonic_ms() >= march->deadline_ms;
}

static bool march_chunks(struct march *march, diff_observer *observer, void *context,
                         struct base_pool *pool, struct base_diag *diag) {
    struct diff_workers *workers = NULL;
    bool ok = diff_workers_create(&workers, march->subject, march->subject->options->jobs, diag);
    struct diff_job job;
    struct diff_chunk *chunk = base_pool_take(pool, sizeof *chunk);
    while (ok && !diff_was_interrupted() && !march->result->is_cut) {
        while (ok && diff_workers_have_room(workers) && next_job(march, &job))
            ok = diff_workers_start(workers, &job, diag);
        if (!ok || !diff_workers_are_busy(workers))
            break;
        uint64_t running = 0;
        enum diff_wait wait = diff_workers_wait(workers, WAIT_MS, chunk, &running, diag);
        if (wait == DIFF_WAIT_ERROR)
            ok = false;
        if (wait == DIFF_WAIT_CHUNK)
            take_chunk(march, chunk, pool);
        if (wait == DIFF_WAIT_NONE && observer != NULL)
            observer(march->subject, march->done_cases + running, march->total_cases, context);
        march->result->is_cut = is_out_of_time(march, workers, running);
    }
    while ((!ok || diff_was_interrupted() || march->result->is_cut) &&
           diff_workers_abandon(workers, chunk))
        take_chunk(march, chunk, pool);
    diff_workers_free(workers);
    return ok;
}

static bool make_finding(const struct diff_subject *subject, struct diff_variant_result *into,
                         uint32_t variant, const struct diff_failure *failure,
                         const struct diff_witness *witness, struct base_pool *pool,
                         struct base_diag *diag) {
    struct diff_finding finding = {0};
    bool ok = diff_finding_make(&finding, subject, variant, failure, witness, diag);
    into->is_unfinished |= !ok;
    if (ok && !finding.is_absent) {
        // What cannot be written has failed all the same.
        into->made[into->made_count++] = diff_finding_record_of(&finding, subject, variant, pool);
        ok = diff_finding_write(&finding, subject, variant, diag);
    }
    diff_finding_free(&finding);
    return ok;
}

/// Of each failure one finding, or two where some of its cases fail alone and others do not.
static bool make_findings(const struct diff_subject *subject, struct diff_kernel_result *result,
                          uint32_t variant, struct base_pool *pool, struct base_diag *diag) {
    struct diff_variant_result *into = &result->variants[variant];
    uint32_t count;
    struct diff_failure *failures =
        diff_results_failures(result, variant, subject->options->failures_max, &count, pool);
    into->made = base_pool_take_array(pool, 2 * (size_t)count, sizeof *into->made);
    for (uint32_t i = 0; i < count; i++) {
        const struct diff_failure *failure = &failures[i];
        uint32_t witness_count;
        uint64_t alike;
        if (!make_finding(subject, into, variant, failure, &failure->first, pool, diag))
            return false;
        struct diff_witness **witnesses =
            diff_results_witnesses(result, variant, subject->options->failures_max,
                                   failure->signature, &witness_count, pool);
        if (!diff_witnesses_ask(subject, variant, failure->signature, witnesses, witness_count,
                                diag)) {
            into->is_unfinished = true;
            return false;
        }
        const struct diff_witness *other = diff_witnesses_other(witnesses, witness_count, &alike);
        if (other != NULL && !make_finding(subject, into, variant, failure, other, pool, diag))
            return false;
    }
    return true;
}

bool diff_session_run(const struct diff_subject *subject, uint64_t share_ms,
                      diff_observer *observer, void *context, struct diff_kernel_result *result,
                      bool *was_interrupted, struct base_pool *pool, struct base_diag *diag) {
    struct march march = make_march(subject, result);
    march.deadline_ms = share_ms > 0 ? base_monotonic_ms() + share_ms : UINT64_MAX;
    result->kernel = subject->kernel->name;
    result->header = subject->kernel->header->path;
    result->contract = spec_contract_text(subject->kernel, pool);
    result->regression_count = subject->regression_count;
    result->trusts_any = !diff_check_is_on(subject->options->without, DIFF_CHECK_EVIDENCE);
    result->run_count = result->variant_count = subject->variant_count;
    result->variants = base_pool_take_array(pool, DIFF_VARIANTS_MAX, sizeof *result->variants);
    for (uint32_t i = 0; i < subject->variant_count; i++)
        result->variants[i].name = subject->variants[i].library->name;
    bool ok = march_chunks(&march, observer, context, pool, diag);
    *was_interrupted = diff_was_interrupted();
    // Trouble does not keep what was found before it from being minimized and written.
    struct base_diag later;
    for (uint32_t i = 0; i < subject->variant_count; i++)
        ok = make_findings(subject, result, i, pool, ok ? diag : &later) && ok;
    diff_results_conclude(result, subject->options->failures_max, pool);
    return ok;
}
