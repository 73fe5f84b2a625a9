/// What a run of consecutive cases yielded: evidence, and failures by signature. Small enough to
/// lie in memory that a worker shares with its parent.
#ifndef LOCKSTEP_DIFF_TALLY_H
#define LOCKSTEP_DIFF_TALLY_H

#include "diff/run.h"

enum {
    /// Distinct signatures of one variant kept per chunk. A kernel is stopped after a few; a chunk
    /// that holds more than this loses the count of the rest, never the verdict.
    DIFF_SIGNATURES_MAX = 24,
    /// Crashes of one variant in one chunk after which it is no longer called there: each costs a
    /// new process.
    DIFF_CRASHES_MAX = 16,
};

/// What a case that failed behind others does alone in a fresh process.
enum diff_alone {
    DIFF_ALONE_UNKNOWN,
    DIFF_ALONE_FAILS,   ///< with the same signature
    DIFF_ALONE_DIFFERS, ///< otherwise, or not at all: its failure is of what ran before
};

/// A failing case that is kept by its number.
struct diff_witness {
    int64_t index;         ///< of the corpus; −1 − k for regression k
    int64_t history_index; ///< the first case that ran in the same process
    enum diff_alone alone;
};

/// Failures of one signature. The first may be the input's fault and the last that of the many
/// calls before it, so both are kept.
struct diff_failure {
    uint64_t signature;
    uint64_t count;
    struct diff_witness first, last;
};

struct diff_tally {
    uint64_t cases; ///< that ran to their end on this variant
    uint64_t crashes;
    uint64_t rounding_remarks; ///< cases whose repetition changed bits within the tolerance
    uint32_t failure_count;
    uint32_t is_cut; ///< no longer called in this chunk: it hung, or crashed too often
    struct diff_failure failures[DIFF_SIGNATURES_MAX];
};

/// Cases [first, first + count) of the corpus; the unit that workers take, and that shards divide.
struct diff_chunk {
    uint64_t number;
    struct diff_evidence evidence;
    uint32_t variant_count;
    struct diff_tally variants[DIFF_VARIANTS_MAX];
};

void diff_tally_add(struct diff_tally *tally, const struct diff_outcome *outcome, int64_t index,
                    int64_t history_index);

#endif
