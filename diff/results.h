/// The results of a run: per kernel its chunks, per variant its verdict with evidence and findings.
///
/// They know no contract and no library, only names and numbers, so that `lockstep report` can
/// merge the results of shards without either. What is printed is always computed from here: one
/// run and its merged shards therefore print the same.
#ifndef LOCKSTEP_DIFF_RESULTS_H
#define LOCKSTEP_DIFF_RESULTS_H

#include "diff/tally.h"

/// Regressions form a chunk of their own, before chunk 0.
enum { DIFF_REGRESSION_CHUNK = -1 };

struct diff_chunk_variant {
    uint64_t cases, rounding_remarks;
    bool is_cut;
    uint32_t failure_count;
    struct diff_failure *failures;
};

struct diff_chunk_record {
    int64_t number;
    struct diff_evidence evidence;
    struct diff_chunk_variant *variants;
};

/// A finding as text and numbers, see struct diff_finding.
struct diff_finding_record {
    uint64_t signature; ///< as the corpus run saw it: joins it to the chunks' failures
    enum diff_class class;
    const char *description; ///< one line
    const char *bucket;
    uint64_t count;
    bool is_least; ///< of cases known to fail so, the first among them; there may be more
    int64_t first_index;
    const char *regression; ///< file name of the regression that failed, or NULL
    int64_t history_index;
    uint32_t earlier_count; ///< cases from elsewhere that must run before it
    uint64_t elements_before, elements_after, shrink_runs;
    bool is_minimal;
    const char *summary;   ///< the minimized case and both results on a few lines, or NULL
    const char *arguments; ///< libraries and options of its replay line
};

struct diff_variant_result {
    const char *name;
    const char *skip_reason; ///< NULL, or why this machine cannot run it; then nothing below counts
    enum diff_class verdict;
    const char *mistrust; ///< the reason, of DIFF_MISTRUSTED
    uint64_t cases;
    struct diff_evidence evidence;
    uint64_t rounding_remarks;
    bool is_stopped;    ///< some cases were left out: after --max-failures, a hang, or many crashes
    bool is_unfinished; ///< trouble kept a failure from being looked into
    struct diff_finding_record *made; ///< one for each signature: what shards are merged from
    uint32_t made_count;
    struct diff_finding_record *findings; ///< one for each bucket: what is reported
    uint32_t finding_count;
};

struct diff_kernel_result {
    const char *kernel;
    const char *header;
    const char *contract; ///< its lines in the header
    uint32_t regression_count;
    struct diff_variant_result *variants;
    uint32_t variant_count;           ///< skipped ones come last
    uint32_t run_count;               ///< variants that ran
    struct diff_chunk_record *chunks; ///< sorted by number
    uint32_t chunk_count, chunk_capacity;
    uint32_t earlier_count; ///< findings of earlier runs that this one moved aside; not stored
    bool is_cut;            ///< --budget ended it before its last case
    bool trusts_any;        ///< thin evidence suffices for "equal": only where the user said so
};

struct diff_results_file {
    uint64_t seed, inputs;
    uint32_t shard_index, shard_count;
    uint32_t failures_max;
    uint32_t without; ///< bits of enum diff_check: what was off
    bool is_exhaustive;
    bool is_interrupted;
    struct diff_kernel_result *kernels;
    uint32_t kernel_count;
};

/// A part of a whole as 0..1; 0 of nothing.
static inline double diff_share(uint64_t part, uint64_t whole) {
    return whole > 0 ? (double)part / (double)whole : 0;
}

/// Puts a kernel's chunks into the order of their numbers.
void diff_results_sort(struct diff_kernel_result *result);

/// Adds a chunk; its failures are copied into the pool. Chunks may come in any order.
void diff_results_add_chunk(struct diff_kernel_result *result, const struct diff_chunk *chunk,
                            int64_t number, struct base_pool *pool);

/// Sums the chunks of each variant up to the one in which it reached `failures_max` distinct
/// failures or hung, in the order of numbers: so the sums do not depend on who ran what when.
/// Findings get their counts; those beyond the stop are dropped. Sets verdicts.
void diff_results_conclude(struct diff_kernel_result *result, uint32_t failures_max,
                           struct base_pool *pool);

/// The failures of a variant over the concluded chunks, in the order of their first cases.
struct diff_failure *diff_results_failures(const struct diff_kernel_result *result,
                                           uint32_t variant, uint32_t failures_max, uint32_t *count,
                                           struct base_pool *pool);

/// The cases kept of one signature over the concluded chunks, in their order: the first is that of
/// the failure.
struct diff_witness **diff_results_witnesses(const struct diff_kernel_result *result,
                                             uint32_t variant, uint32_t failures_max,
                                             uint64_t signature, uint32_t *count,
                                             struct base_pool *pool);

/// The first witness that alone is otherwise than the first of all, or NULL; `*alike` tells how
/// many are like it.
const struct diff_witness *diff_witnesses_other(struct diff_witness *const *witnesses,
                                                uint32_t count, uint64_t *alike);

/// Whether the chunks below `end` (all must be there) already stop the variant.
bool diff_results_stopped(const struct diff_kernel_result *result, uint32_t variant,
                          uint32_t failures_max);

/// Sets verdict and reason from evidence and findings; see docs/design.md, "Evidence".
void diff_verdict_decide(struct diff_variant_result *variant, bool trusts_any,
                         struct base_pool *pool);

/// 0 where every variant is equal, 1 where one is not, 2 where an interrupted run found nothing.
int diff_results_exit_status(const struct diff_results_file *file);

#endif
