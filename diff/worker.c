#include "diff/worker.h"

#include "base/monotonic.h"

#include "diff/patience.h"
#include "diff/regression.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// What a worker and its parent share.
struct share {
    struct diff_progress progress;
    struct diff_chunk chunk;
    volatile int64_t next;       ///< offset in the job of the case that runs
    volatile uint32_t done_mask; ///< variants whose outcome on that case is known
    volatile int64_t history;    ///< offset of the first case that ran in this process
    volatile int is_finished;
    volatile int wants_successor; ///< the process is spoilt, not its job
    volatile int spoils;          ///< some call of this job leaves threads or processes
    volatile int has_diag;
    struct base_diag diag;
};

struct place {
    pid_t pid; ///< 0: free
    int pid_file;
    struct share *share;
    struct diff_job job;
    struct diff_patience patience;
};

struct diff_workers {
    const struct diff_subject *subject;
    struct place *places;
    uint32_t count;
};

static volatile sig_atomic_t interrupted;

static struct timespec interrupted_at;

/// A second signal ends the program, as who presses the keys again expects. Within a second it is
/// an echo: timeout(1) signals its child, and then the group that the child belongs to.
static void on_interrupt(int number) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!interrupted) {
        interrupted_at = now;
        interrupted = 1;
    } else if (now.tv_sec > interrupted_at.tv_sec + 1) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

static struct sigaction host_actions[2];

void diff_interrupts_catch(void) {
    struct sigaction action = {.sa_handler = on_interrupt};
    interrupted = 0;
    sigaction(SIGINT, &action, &host_actions[0]);
    sigaction(SIGTERM, &action, &host_actions[1]);
}

void diff_interrupts_release(void) {
    sigaction(SIGINT, &host_actions[0], NULL);
    sigaction(SIGTERM, &host_actions[1], NULL);
}

bool diff_was_interrupted(void) {
    return interrupted != 0;
}

bool diff_workers_create(struct diff_workers **made, const struct diff_subject *subject,
                         uint32_t jobs, struct base_diag *diag) {
    struct diff_workers *workers = calloc(1, sizeof *workers);
    struct place *places = calloc(jobs, sizeof *places);
    base_check(workers != NULL && places != NULL);
    *workers = (struct diff_workers){.subject = subject, .places = places, .count = jobs};
    *made = workers;
    for (uint32_t i = 0; i < jobs; i++) {
        void *share = mmap(NULL, sizeof(struct share), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (share == MAP_FAILED)
            return base_fail(diag, "no memory for %u workers: %s; lower --jobs", jobs,
                             strerror(errno));
        places[i].share = share;
        places[i].pid_file = -1;
    }
    return true;
}

static void end_process(struct place *place) {
    kill(place->pid, SIGKILL);
    waitpid(place->pid, NULL, 0);
    close(place->pid_file);
    place->pid = 0;
}

void diff_workers_free(struct diff_workers *workers) {
    for (uint32_t i = 0; i < workers->count; i++) {
        if (workers->places[i].pid != 0)
            end_process(&workers->places[i]);
        if (workers->places[i].share != NULL)
            munmap(workers->places[i].share, sizeof(struct share));
    }
    free(workers->places);
    free(workers);
}

bool diff_workers_abandon(struct diff_workers *workers, struct diff_chunk *chunk) {
    for (uint32_t i = 0; i < workers->count; i++) {
        struct place *place = &workers->places[i];
        if (place->pid == 0)
            continue;
        end_process(place);
        *chunk = place->share->chunk;
        return true;
    }
    return false;
}

bool diff_workers_have_room(const struct diff_workers *workers) {
    for (uint32_t i = 0; i < workers->count; i++)
        if (workers->places[i].pid == 0)
            return true;
    return false;
}

bool diff_workers_are_busy(const struct diff_workers *workers) {
    for (uint32_t i = 0; i < workers->count; i++)
        if (workers->places[i].pid != 0)
            return true;
    return false;
}

/// The index by which results name the job's case: regressions count −1, −2, … downwards.
static int64_t case_index(const struct diff_job *job, int64_t offset) {
    return job->first < 0 ? job->first - offset : job->first + offset;
}

enum { PROCESS_CASES = 256 }; ///< between two looks at what belongs to the process

struct report_context {
    struct share *share;
    int64_t index, history_index;
};

static void report_outcome(uint32_t variant, const struct diff_outcome *outcome, void *context) {
    struct report_context *report = context;
    diff_tally_add(&report->share->chunk.variants[variant], outcome, report->index,
                   report->history_index);
    report->share->done_mask |= 1u << variant;
}

/// A change of the process is charged to every variant that ran; findings tell which made it.
static void watch_process(struct diff_run *run, struct report_context *report, uint32_t mask) {
    struct diff_outcome outcome = {
        .class = DIFF_EQUAL, .side = DIFF_OPTIMIZED, .param = DIFF_NO_PARAM};
    // Threads and processes pile up: once seen, they are left behind without being waited for.
    report->share->wants_successor = report->share->spoils;
    if (report->share->spoils || diff_run_process_intact(run, &outcome))
        return;
    for (uint32_t i = 0; i < report->share->chunk.variant_count; i++) {
        if ((mask >> i & 1) == 0)
            continue;
        diff_tally_add(&report->share->chunk.variants[i], &outcome, report->index,
                       report->history_index);
        report->share->chunk.variants[i].cases--; // the case was counted with its own outcome
    }
    report->share->spoils =
        outcome.kind == DIFF_KIND_LEAK_THREAD || outcome.kind == DIFF_KIND_LEAK_PROCESS;
    report->share->wants_successor = report->share->spoils;
}

static uint32_t uncut_mask(const struct diff_chunk *chunk, uint32_t mask) {
    for (uint32_t i = 0; i < chunk->variant_count; i++)
        if (chunk->variants[i].is_cut)
            mask &= ~(1u << i);
    return mask;
}

static void draw_case(struct diff_run *run, const struct diff_job *job, int64_t index,
                      uint32_t mask) {
    if (job->first < 0)
        diff_regression_load(run, (uint64_t)(-1 - index), mask);
    else
        diff_run_draw(run, (uint64_t)index);
}

/// The worker's life: the cases of its job from where the one before it was ended.
static _Noreturn void work(const struct diff_subject *subject, const struct diff_job *job,
                           struct share *share) {
    diff_trap_begin();
    struct base_pool pool = {0};
    struct diff_run run;
    if (!diff_run_create(&run, subject, &share->progress, &pool, &share->diag)) {
        share->has_diag = 1;
        _exit(0);
    }
    struct report_context report = {.share = share,
                                    .history_index = case_index(job, share->history)};
    for (; share->next < job->count; share->next = share->next + 1) {
        uint32_t mask = uncut_mask(&share->chunk, job->mask);
        if (mask == 0)
            break;
        report.index = case_index(job, share->next);
        draw_case(&run, job, report.index, mask & ~share->done_mask);
        struct diff_evidence evidence = {0};
        bool is_repeated = report.index < 0 || diff_case_is_repeated((uint64_t)report.index);
        diff_run_case(&run, mask & ~share->done_mask, is_repeated, false, report_outcome, &report,
                      &evidence);
        if (share->next == share->history)
            diff_process_note_threads(); // pools are made by a first call
        bool is_last = share->next == job->count - 1;
        if (is_last || share->next % PROCESS_CASES == 0)
            watch_process(&run, &report, mask);
        if (report.index < 0 || diff_case_tries_nulls((uint64_t)report.index))
            diff_run_nulls(&run, &evidence);
        if (subject->options->is_exhaustive && report.index >= 0)
            evidence.patterns =
                corpus_exhaustive_patterns(subject->generator, (uint64_t)report.index);
        diff_evidence_add(&share->chunk.evidence, &evidence);
        share->done_mask = 0;
        if (share->wants_successor && !is_last) {
            share->next = share->next + 1;
            _exit(0);
        }
    }
    share->is_finished = 1;
    _exit(0);
}

static bool spawn(struct diff_workers *workers, struct place *place, struct base_diag *diag) {
    struct share *share = place->share;
    memset(&share->progress, 0, sizeof share->progress);
    share->history = share->next;
    place->patience = (struct diff_patience){0};
    fflush(NULL); // a kernel's exit() would print the parent's buffered text once more
    pid_t pid = fork();
    if (pid == 0)
        work(workers->subject, &place->job, share);
    if (pid < 0)
        return base_fail(diag, "cannot start a worker: %s; lower --jobs", strerror(errno));
    place->pid = pid;
    place->pid_file = pidfd_open(pid, 0);
    if (place->pid_file < 0) {
        base_fail(diag, "cannot watch a worker: %s", strerror(errno));
        end_process(place);
        return false;
    }
    return true;
}

bool diff_workers_start(struct diff_workers *workers, const struct diff_job *job,
                        struct base_diag *diag) {
    uint32_t i = 0;
    while (workers->places[i].pid != 0)
        i++;
    base_check(i < workers->count);
    struct place *place = &workers->places[i];
    memset(place->share, 0, sizeof *place->share);
    place->share->chunk.number = job->number;
    place->share->chunk.variant_count = workers->subject->variant_count;
    place->job = *job;
    return spawn(workers, place, diag);
}

/// A worker ended in code of the user's that is neither side: no verdict can be had.
static bool blame_helper(const struct diff_subject *subject, enum diff_phase phase, int64_t index,
                         const struct diff_outcome *outcome, struct base_diag *diag) {
    char how[256];
    const char *who = "the harness itself";
    if (phase == DIFF_PHASE_GENERATE)
        who = "the corpus, or a `with` generator of the contract,";
    if (phase == DIFF_PHASE_COMPANION)
        who = "a comparator, or the magnitude companion,";
    diff_outcome_describe(subject->kernel, outcome, how, sizeof how);
    return base_fail(diag, "%s: case %lld: %s ended the worker (%s)", subject->kernel->name,
                     (long long)index, who, how);
}

/// Charges the end of a worker to the code that ran, and sets up its successor.
static bool charge(const struct diff_subject *subject, struct place *place,
                   const struct diff_outcome *ended, struct base_diag *diag) {
    struct share *share = place->share;
    int64_t index = case_index(&place->job, share->next);
    struct diff_outcome outcome = *ended;
    enum diff_phase phase = share->progress.phase;
    outcome.entry_state = share->progress.entry_state;
    outcome.side = phase == DIFF_PHASE_REFERENCE ? DIFF_REFERENCE : DIFF_OPTIMIZED;
    if (phase != DIFF_PHASE_REFERENCE && phase != DIFF_PHASE_OPTIMIZED)
        return blame_helper(subject, phase, index, &outcome, diag);
    struct report_context report = {
        .share = share, .index = index, .history_index = case_index(&place->job, share->history)};
    for (uint32_t i = 0; i < share->chunk.variant_count; i++) {
        bool is_charged = phase == DIFF_PHASE_REFERENCE || i == share->progress.variant;
        if (is_charged && (place->job.mask >> i & 1) != 0 && (share->done_mask >> i & 1) == 0)
            report_outcome(i, &outcome, &report);
    }
    if (phase == DIFF_PHASE_REFERENCE) {
        // Without a reference there is nothing to compare; the case counts, its numbers do not.
        share->chunk.evidence.cases++;
        share->done_mask = 0;
        share->next = share->next + 1;
    }
    return true;
}

/// Looks after one ended worker. Returns DIFF_WAIT_NONE where a successor was started.
static enum diff_wait bury(struct diff_workers *workers, struct place *place, bool is_hung,
                           struct diff_chunk *chunk, struct base_diag *diag) {
    struct share *share = place->share;
    int status = 0;
    waitpid(place->pid, &status, 0);
    close(place->pid_file);
    place->pid = 0;
    if (share->has_diag) {
        *diag = share->diag;
        return DIFF_WAIT_ERROR;
    }
    if (share->is_finished) {
        *chunk = share->chunk;
        return DIFF_WAIT_CHUNK;
    }
    if (share->wants_successor) {
        share->wants_successor = 0;
        return spawn(workers, place, diag) ? DIFF_WAIT_NONE : DIFF_WAIT_ERROR;
    }
    struct diff_outcome outcome = {.class = DIFF_HUNG, .param = DIFF_NO_PARAM};
    if (!is_hung)
        outcome = diff_trap_outcome(&share->progress.trap, status);
    if (!charge(workers->subject, place, &outcome, diag) || !spawn(workers, place, diag))
        return DIFF_WAIT_ERROR;
    return DIFF_WAIT_NONE;
}

enum { LOOK_MS = 10 };

enum diff_wait diff_workers_wait(struct diff_workers *workers, uint32_t patience_ms,
                                 struct diff_chunk *chunk, uint64_t *running_cases,
                                 struct base_diag *diag) {
    struct pollfd files[workers->count];
    uint64_t deadline_ms = base_monotonic_ms() + patience_ms, now_ms;
    *running_cases = 0;
    do {
        for (uint32_t i = 0; i < workers->count; i++)
            files[i] = (struct pollfd){
                .fd = workers->places[i].pid != 0 ? workers->places[i].pid_file : -1,
                .events = POLLIN};
        poll(files, workers->count, LOOK_MS);
        now_ms = base_monotonic_ms();
        for (uint32_t i = 0; i < workers->count; i++) {
            struct place *place = &workers->places[i];
            if (place->pid == 0)
                continue;
            bool has_ended = (files[i].revents & POLLIN) != 0, is_hung = false;
            if (!has_ended &&
                diff_patience_ends(&place->patience, place->pid, place->share->progress.sequence,
                                   workers->subject->options->timeout_ms)) {
                kill(place->pid, SIGKILL);
                is_hung = true;
            }
            if (!has_ended && !is_hung)
                continue;
            enum diff_wait wait = bury(workers, place, is_hung, chunk, diag);
            if (wait != DIFF_WAIT_NONE)
                return wait;
        }
        if (diff_was_interrupted())
            break;
    } while (now_ms < deadline_ms);
    for (uint32_t i = 0; i < workers->count; i++)
        if (workers->places[i].pid != 0)
            *running_cases += (uint64_t)workers->places[i].share->next;
    return DIFF_WAIT_NONE;
}
