/// Forked workers: they run chunks of the corpus, and a crash, exit or hang of a kernel ends a
/// worker alone. No process is made per case; a new one takes over behind a case that ended one.
///
/// Each chunk starts in a fresh process, whatever the number of jobs, so that a kernel with a
/// memory of its own sees the same history in every run of the same seed.
#ifndef LOCKSTEP_DIFF_WORKER_H
#define LOCKSTEP_DIFF_WORKER_H

#include "diff/tally.h"

struct diff_workers;

struct diff_job {
    uint64_t number;      ///< of the chunk
    int64_t first, count; ///< cases; first is negative for regressions, which count downwards
    uint32_t mask;        ///< variants to call
};

/// Makes `jobs` places for workers of one subject. False with a diag where memory is short.
bool diff_workers_create(struct diff_workers **workers, const struct diff_subject *subject,
                         uint32_t jobs, struct base_diag *diag);
/// Kills what still runs.
void diff_workers_free(struct diff_workers *workers);

bool diff_workers_have_room(const struct diff_workers *workers);
bool diff_workers_are_busy(const struct diff_workers *workers);

/// Starts a chunk in a free place. False with a diag where no process can be made.
bool diff_workers_start(struct diff_workers *workers, const struct diff_job *job,
                        struct base_diag *diag);

enum diff_wait {
    DIFF_WAIT_NONE,  ///< nothing ended within the time
    DIFF_WAIT_CHUNK, ///< *chunk holds a finished chunk
    DIFF_WAIT_ERROR, ///< the user's mistake or the machine's trouble: diag tells
};

/// Waits up to `patience_ms` for a chunk to end; meanwhile replaces workers that kernels ended.
/// `*running_cases` is the number of cases that unfinished chunks have done so far.
enum diff_wait diff_workers_wait(struct diff_workers *workers, uint32_t patience_ms,
                                 struct diff_chunk *chunk, uint64_t *running_cases,
                                 struct base_diag *diag);

/// Ends a worker that still runs and gives what its chunk has yielded so far: for an interrupted
/// run, which must not lose what it found. False where none is left.
bool diff_workers_abandon(struct diff_workers *workers, struct diff_chunk *chunk);

/// Whether a SIGINT or SIGTERM asked this process to end its run since diff_interrupts_catch. A
/// second one ends the process at once. diff_interrupts_release puts back what a host had
/// installed.
void diff_interrupts_catch(void);
void diff_interrupts_release(void);
bool diff_was_interrupted(void);

#endif
