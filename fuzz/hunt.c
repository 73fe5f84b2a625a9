#include "fuzz/hunt_state.h"

#include "base/monotonic.h"

#include "diff/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_MS = 20 };

uint64_t fuzz_hunt_executions(const struct fuzz_hunt *hunt) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++)
        sum += hunt->places[i].share->island.executions;
    return sum;
}

uint32_t fuzz_hunt_best_level(const struct fuzz_hunt *hunt) {
    uint32_t best = 0;
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++)
        if (hunt->places[i].share->island.best_level > best)
            best = hunt->places[i].share->island.best_level;
    return best;
}

uint32_t fuzz_hunt_signatures(const struct fuzz_hunt *hunt, uint32_t variant) {
    uint64_t seen[FUZZ_ISLANDS * FUZZ_FINDINGS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++) {
        const struct fuzz_variant_hits *hits = &hunt->places[i].share->island.variants[variant];
        for (uint32_t k = 0; k < hits->count; k++) {
            uint32_t at = 0;
            while (at < count && seen[at] != hits->hits[k].signature)
                at++;
            if (at == count)
                seen[count++] = hits->hits[k].signature;
        }
    }
    return count;
}

/// Executions of one island when the whole kernel's limit is reached.
static uint64_t island_limit(const struct fuzz_hunt *hunt, uint32_t number) {
    uint64_t limit = hunt->options->executions_max;
    if (limit == 0)
        return UINT64_MAX;
    return limit / FUZZ_ISLANDS + (number < limit % FUZZ_ISLANDS);
}

/// The idle island that is furthest behind and has something left to do, or FUZZ_ISLANDS.
static uint32_t next_island(const struct fuzz_hunt *hunt) {
    uint32_t chosen = FUZZ_ISLANDS;
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++) {
        const struct fuzz_island *island = &hunt->places[i].share->island;
        bool is_due = hunt->places[i].pid == 0 && island->executions < island_limit(hunt, i) &&
                      fuzz_island_mask(hunt->subject, island) != 0;
        if (is_due && (chosen == FUZZ_ISLANDS ||
                       island->executions < hunt->places[chosen].share->island.executions))
            chosen = i;
    }
    return chosen;
}

static uint32_t busy_count(const struct fuzz_hunt *hunt) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++)
        count += hunt->places[i].pid != 0;
    return count;
}

static bool spawn(struct fuzz_hunt *hunt, struct fuzz_place *place, struct base_diag *diag) {
    struct fuzz_share *share = place->share;
    memset(&share->progress, 0, sizeof share->progress);
    share->is_finished = share->has_diag = 0;
    share->is_stopping = hunt->is_stopping;
    share->first_execution = share->island.executions;
    place->patience = (struct diff_patience){0};
    fflush(NULL); // a kernel's exit() would print the parent's buffered text once more
    pid_t pid = fork();
    if (pid == 0)
        fuzz_island_work(hunt->subject, &hunt->codec, share);
    if (pid < 0)
        return base_fail(diag, "cannot start a worker: %s; lower --jobs", strerror(errno));
    place->pid = pid;
    place->pid_file = pidfd_open(pid, 0);
    if (place->pid_file >= 0)
        return true;
    base_fail(diag, "cannot watch a worker: %s", strerror(errno));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    place->pid = 0;
    return false;
}

static bool start_workers(struct fuzz_hunt *hunt, struct base_diag *diag) {
    while (!hunt->is_stopping && busy_count(hunt) < hunt->subject->options->jobs) {
        uint32_t number = next_island(hunt);
        if (number == FUZZ_ISLANDS)
            return true;
        struct fuzz_place *place = &hunt->places[number];
        uint64_t limit = island_limit(hunt, number);
        uint64_t turn = place->share->island.executions + FUZZ_TURN_EXECUTIONS;
        place->share->last_execution = turn < limit ? turn : limit;
        if (!spawn(hunt, place, diag))
            return false;
    }
    return true;
}

/// Books the end of a worker on the candidate that ended it.
static bool charge(struct fuzz_hunt *hunt, struct fuzz_share *share,
                   const struct diff_outcome *ended, struct base_diag *diag) {
    const struct diff_subject *subject = hunt->subject;
    struct diff_outcome outcome = *ended;
    enum diff_phase phase = share->progress.phase;
    char how[256];
    if (phase != DIFF_PHASE_REFERENCE && phase != DIFF_PHASE_OPTIMIZED) {
        diff_outcome_describe(subject->kernel, &outcome, how, sizeof how);
        return base_fail(diag,
                         "%s: a generator, a comparator, a companion or the harness itself ended "
                         "the worker (%s)",
                         subject->kernel->name, how);
    }
    outcome.entry_state = share->progress.entry_state;
    outcome.side = phase == DIFF_PHASE_REFERENCE ? DIFF_REFERENCE : DIFF_OPTIMIZED;
    hunt->crashes++;
    for (uint32_t i = 0; i < subject->variant_count; i++) {
        bool is_charged = phase == DIFF_PHASE_REFERENCE || i == share->progress.variant;
        bool is_open =
            (share->island.done_mask >> i & 1) == 0 && !share->island.variants[i].is_stopped;
        if (is_charged && is_open)
            fuzz_island_book(subject, &hunt->codec, share, i, &outcome);
    }
    fuzz_island_advance(share);
    return true;
}

static bool bury(struct fuzz_hunt *hunt, struct fuzz_place *place, bool is_hung,
                 struct base_diag *diag) {
    struct fuzz_share *share = place->share;
    int status = 0;
    waitpid(place->pid, &status, 0);
    close(place->pid_file);
    place->pid = 0;
    if (share->has_diag) {
        *diag = share->diag;
        return false;
    }
    if (share->is_finished)
        return true;
    struct diff_outcome outcome = {.class = DIFF_HUNG, .param = DIFF_NO_PARAM};
    if (!is_hung)
        outcome = diff_trap_outcome(&share->progress.trap, status);
    if (!charge(hunt, share, &outcome, diag))
        return false;
    bool has_more = !hunt->is_stopping && fuzz_island_mask(hunt->subject, &share->island) != 0 &&
                    share->island.executions < share->last_execution;
    return !has_more || spawn(hunt, place, diag);
}

/// Waits a moment and looks after the workers that ended or hang.
static bool tend(struct fuzz_hunt *hunt, struct base_diag *diag) {
    struct pollfd files[FUZZ_ISLANDS];
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++)
        files[i] = (struct pollfd){.fd = hunt->places[i].pid != 0 ? hunt->places[i].pid_file : -1,
                                   .events = POLLIN};
    poll(files, FUZZ_ISLANDS, LOOK_MS);
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++) {
        struct fuzz_place *place = &hunt->places[i];
        bool has_ended = (files[i].revents & POLLIN) != 0, is_hung = false;
        if (place->pid == 0)
            continue;
        if (!has_ended &&
            diff_patience_ends(&place->patience, place->pid, place->share->progress.sequence,
                               hunt->subject->options->timeout_ms)) {
            kill(place->pid, SIGKILL);
            is_hung = true;
        }
        if ((has_ended || is_hung) && !bury(hunt, place, is_hung, diag))
            return false;
    }
    return true;
}

/// Whether every variant has as many distinct failures as are wanted.
static bool has_enough(const struct fuzz_hunt *hunt) {
    for (uint32_t i = 0; i < hunt->subject->variant_count; i++)
        if (fuzz_hunt_signatures(hunt, i) < hunt->subject->options->failures_max)
            return false;
    return true;
}

static bool search(struct fuzz_hunt *hunt, fuzz_observer *observer, void *context,
                   struct base_diag *diag) {
    hunt->started_ms = base_monotonic_ms();
    for (;;) {
        uint64_t passed_ms = base_monotonic_ms() - hunt->started_ms;
        bool is_over =
            passed_ms >= hunt->options->budget_ms || diff_was_interrupted() || has_enough(hunt);
        hunt->is_stopping |= is_over;
        for (uint32_t i = 0; i < FUZZ_ISLANDS; i++)
            hunt->places[i].share->is_stopping = hunt->is_stopping;
        if (!start_workers(hunt, diag))
            return false;
        if (busy_count(hunt) == 0)
            return true;
        if (!tend(hunt, diag))
            return false;
        if (observer == NULL)
            continue;
        struct fuzz_progress progress = {
            .subject = hunt->subject,
            .executions = fuzz_hunt_executions(hunt),
            .seconds = (double)passed_ms / 1000,
            .budget_s = (double)hunt->options->budget_ms / 1000,
            .best_divergence = fuzz_ratio_of(fuzz_hunt_best_level(hunt)),
        };
        for (uint32_t i = 0; i < hunt->subject->variant_count; i++)
            progress.findings += fuzz_hunt_signatures(hunt, i);
        observer(&progress, context);
    }
}

static void end_workers(struct fuzz_hunt *hunt) {
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++) {
        struct fuzz_place *place = &hunt->places[i];
        if (place->pid == 0)
            continue;
        kill(place->pid, SIGKILL);
        waitpid(place->pid, NULL, 0);
        close(place->pid_file);
        place->pid = 0;
    }
}

bool fuzz_hunt_run(const struct diff_subject *subject, const struct fuzz_options *options,
                   fuzz_observer *observer, void *context, struct fuzz_kernel_result *result,
                   struct base_pool *pool, struct base_diag *diag) {
    struct fuzz_hunt hunt = {.subject = subject, .options = options};
    bool ok = true;
    fuzz_codec_prepare(&hunt.codec, subject->kernel, subject->generator, FUZZ_SEARCH_ELEMENTS_MAX,
                       pool);
    *result = (struct fuzz_kernel_result){.kernel = subject->kernel->name, .engine = "search"};
    for (uint32_t i = 0; ok && i < FUZZ_ISLANDS; i++)
        ok = fuzz_share_create(&hunt.places[i].share, subject, i, diag);
    if (ok && options->resume != NULL)
        ok = fuzz_hunt_load(&hunt, options->resume, diag);
    uint64_t before = ok ? fuzz_hunt_executions(&hunt) : 0;
    ok = ok && search(&hunt, observer, context, diag);
    end_workers(&hunt);
    if (ok) {
        result->executions = fuzz_hunt_executions(&hunt) - before;
        result->seconds = (double)(base_monotonic_ms() - hunt.started_ms) / 1000;
        result->best_divergence = fuzz_ratio_of(fuzz_hunt_best_level(&hunt));
        result->crashes = hunt.crashes;
        ok = fuzz_hunt_save(&hunt, subject->options->out, diag) &&
             fuzz_hunt_conclude(&hunt, result, pool, diag);
    }
    for (uint32_t i = 0; i < FUZZ_ISLANDS; i++)
        fuzz_share_free(hunt.places[i].share);
    return ok;
}
