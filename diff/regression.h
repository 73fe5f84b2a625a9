/// Minimized past failures of a kernel, kept as .case files and run before the corpus.
#ifndef LOCKSTEP_DIFF_REGRESSION_H
#define LOCKSTEP_DIFF_REGRESSION_H

#include "diff/run.h"

/// Lists FOLDER/KERNEL/*.case, sorted by name, and reads each once: a file that is truncated, of
/// another kernel or outside the contract is the user's mistake. FOLDER is options->regressions or,
/// where that is NULL, `corpus/regressions` beside the folder of the header. No such folder: none.
bool diff_regressions_list(struct diff_subject *subject, struct base_pool *pool,
                           struct base_diag *diag);

/// Runs the cases that the k-th regression wants before it on the variants in `mask`, and loads it.
void diff_regression_load(struct diff_run *run, uint64_t k, uint32_t mask);

#endif
