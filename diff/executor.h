/// Running single cases in an isolated process: for confirming, minimizing and replaying a failure.
///
/// One child process serves many cases until one ends it; the next case then gets a new process.
/// Cases and outcomes travel through shared memory and a futex(2), not through file descriptors,
/// which a kernel may close.
#ifndef LOCKSTEP_DIFF_EXECUTOR_H
#define LOCKSTEP_DIFF_EXECUTOR_H

#include "diff/run.h"

struct diff_executor;

/// An executor for one variant of the subject. False with a diag where memory is short.
bool diff_executor_create(struct diff_executor **executor, const struct diff_subject *subject,
                          uint32_t variant, struct base_diag *diag);
void diff_executor_free(struct diff_executor *executor);

/// Sets the floating-point states in which cases are called, a bit for each; all that the options
/// name at first. A failure is chased in its own state alone.
void diff_executor_enter(struct diff_executor *executor, uint32_t entry_states);

/// Runs a case in the child that is there, or in a fresh one. False with a diag where no process
/// can be made, or where the user's generator, comparator or companion ended it.
bool diff_executor_run(struct diff_executor *executor, const struct corpus_case *one, uint64_t salt,
                       bool is_repeated, struct diff_outcome *outcome, struct base_diag *diag);

/// Runs the cases that a failure needs before its own, each once; `outcome` is the last one's.
bool diff_executor_run_earlier(struct diff_executor *executor,
                               const struct corpus_case *const *earlier, uint32_t count,
                               uint64_t salt, struct diff_outcome *outcome, struct base_diag *diag);

/// The same without repetition, and keeps the results for diff_executor_results.
bool diff_executor_run_for_results(struct diff_executor *executor, const struct corpus_case *one,
                                   uint64_t salt, struct diff_outcome *outcome,
                                   struct base_diag *diag);

/// Ends the child, so that the next case runs in a fresh process.
void diff_executor_refresh(struct diff_executor *executor);

/// Runs the corpus cases first..last in the child, keeps the results of the last, and tells its
/// outcome: how a kernel with a memory is brought to fail again.
bool diff_executor_run_corpus(struct diff_executor *executor, uint64_t first, uint64_t last,
                              struct diff_outcome *outcome, struct base_diag *diag);

/// The kept results of a side: the return value and the written arrays, valid until the next run.
/// False where the last run kept none, or a side did not return.
bool diff_executor_results(const struct diff_executor *executor, enum diff_side side,
                           struct diff_results *results);

/// The oracle's value for a floating result of that case; false where there is no oracle.
bool diff_executor_oracle(const struct diff_executor *executor, uint32_t param, uint64_t element,
                          long double *value);

#endif
