/// One kernel's whole run: regressions, corpus, confirmation, minimization, files, verdict.
#ifndef LOCKSTEP_DIFF_SESSION_H
#define LOCKSTEP_DIFF_SESSION_H

#include "diff/finding.h"
#include "diff/results.h"

/// Told how far a run is, some ten times a second; for a progress bar.
typedef void diff_observer(const struct diff_subject *subject, uint64_t cases_done,
                           uint64_t cases_total, void *context);

/// Runs a prepared subject, writes its findings below options->out, and fills `result` (memory from
/// the pool). Skipped variants are for the caller to add. False with a diag for the user's mistake
/// or the machine's trouble; `result` then holds what was found before. Cases that have not run
/// after `share_ms` are left out, but for the first thousand; 0 leaves out none. `*was_interrupted`
/// tells that a signal cut the run short.
bool diff_session_run(const struct diff_subject *subject, uint64_t share_ms,
                      diff_observer *observer, void *context, struct diff_kernel_result *result,
                      bool *was_interrupted, struct base_pool *pool, struct base_diag *diag);

/// Cases per chunk for a number of inputs: a function of that number alone, so that every shard
/// and every number of jobs divides a run alike.
uint64_t diff_chunk_cases(uint64_t inputs);

#endif
