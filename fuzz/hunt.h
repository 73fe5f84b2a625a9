/// The guided search of one kernel: islands in worker processes, findings, what it reports.
///
/// It needs nothing but the two libraries. Deterministic: an island's executions depend on seed,
/// kernel and island number alone, so a run of a given number of executions is the same whatever
/// the number of jobs; only a budget of time ends it somewhere else.
#ifndef LOCKSTEP_FUZZ_HUNT_H
#define LOCKSTEP_FUZZ_HUNT_H

#include "diff/results.h"
#include "diff/subject.h"

/// How many climbs go on side by side, whatever the number of jobs.
enum { FUZZ_ISLANDS = 4 };

/// Elements of all arrays of a searched case at most; larger ones are the corpus's.
enum { FUZZ_SEARCH_ELEMENTS_MAX = 1 << 16 };

struct fuzz_options {
    uint64_t budget_ms;      ///< of this kernel
    uint64_t executions_max; ///< of this kernel; 0: the time decides
    const char *resume;      ///< folder of an earlier run to go on from, or NULL
};

struct fuzz_finding_record {
    struct diff_finding_record base; ///< first_index is −1: the case is of no corpus
    uint64_t execution; ///< how many executions, over all islands, there had been when it came
};

struct fuzz_variant_result {
    const char *name;
    enum diff_class verdict; ///< the worst finding's class, or equal
    struct fuzz_finding_record *findings;
    uint32_t finding_count;
};

struct fuzz_kernel_result {
    const char *kernel;
    const char *engine;
    uint64_t executions;
    double seconds;         ///< of searching, without confirming and minimizing
    double best_divergence; ///< divergence over tolerance of the worst case that was accepted
    uint64_t crashes;       ///< workers that a kernel ended
    struct fuzz_variant_result *variants;
    uint32_t variant_count;
};

/// How far a search is; told some ten times a second.
struct fuzz_progress {
    const struct diff_subject *subject;
    uint64_t executions;
    double seconds, budget_s;
    double best_divergence;
    uint32_t findings; ///< distinct signatures so far
};
typedef void fuzz_observer(const struct fuzz_progress *progress, void *context);

/// Writes a finding, unless it does not recur alone and its bucket is there already: an earlier run
/// of the corpus then knows the cases that must come before it, and a fuzzer does not.
struct diff_finding;
bool fuzz_finding_write(const struct diff_finding *finding, const struct diff_subject *subject,
                        uint32_t variant, struct base_diag *diag);

/// Searches a prepared subject, writes its findings below options->out of the subject, and leaves
/// OUT/KERNEL/search.state for `resume`. Texts of the result live in the pool. False with a diag
/// for the user's mistake or the machine's trouble.
bool fuzz_hunt_run(const struct diff_subject *subject, const struct fuzz_options *options,
                   fuzz_observer *observer, void *context, struct fuzz_kernel_result *result,
                   struct base_pool *pool, struct base_diag *diag);

#endif
