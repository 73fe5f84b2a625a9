/// A failing case and both sides' results in a few lines that a person can read.
#ifndef LOCKSTEP_DIFF_SUMMARY_H
#define LOCKSTEP_DIFF_SUMMARY_H

#include "diff/executor.h"

/// Writes the case's scalars and (short) arrays, then both sides' results where they differ with
/// their distance, and the oracle's value where there is one. Needs an executor whose last run kept
/// its results; without them only the case is written.
void diff_summary_write(const struct diff_subject *subject, const struct corpus_case *one,
                        const struct diff_executor *executor, const struct diff_outcome *outcome,
                        FILE *out);

/// All results of both sides, each number on a line: what `lockstep replay` prints.
void diff_results_write(const struct diff_subject *subject, const struct corpus_case *one,
                        const struct diff_executor *executor, FILE *out);

#endif
