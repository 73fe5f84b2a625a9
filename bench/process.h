/// Fresh processes that measure, one at a time.
///
/// A process is what is replicated: where the loader puts code and data, and which pages they get,
/// changes times by more than the spread within a process. The size of the environment, which moves
/// the stack, is varied as well (Mytkowicz et al. 2009).
#ifndef LOCKSTEP_BENCH_PROCESS_H
#define LOCKSTEP_BENCH_PROCESS_H

#include "bench/job.h"

enum bench_process_status {
    BENCH_PROCESS_OK,
    BENCH_PROCESS_FAILED,  ///< the user's mistake or the machine's trouble: the diag says what
    BENCH_PROCESS_CRASHED, ///< a kernel ended the process: the result says which, and how
    BENCH_PROCESS_HUNG,
    BENCH_PROCESS_INTERRUPTED, ///< diff_was_interrupted: the process was ended, its answer is lost
};

/// Runs `program measure` for a job and waits for its answer, as long as slots end within
/// `timeout_ms` (of processor time, where it runs: diff/patience.h) and nobody interrupts
/// (diff/worker.h). Of a process that crashes or hangs, the
/// result has nothing but the broken_ fields.
enum bench_process_status bench_process_run(const char *program, const struct bench_job *job,
                                            uint32_t timeout_ms, struct bench_job_result *result,
                                            struct base_pool *pool, struct base_diag *diag);

#endif
