/// One kernel under test: its contract, both sides' functions, its corpus, what "equal" means.
#ifndef LOCKSTEP_DIFF_SUBJECT_H
#define LOCKSTEP_DIFF_SUBJECT_H

#include "corpus/generate.h"
#include "diff/checks.h"
#include "diff/compare.h"

/// More variants than this in one pass are the user's mistake: masks of variants are 32 bits.
enum { DIFF_VARIANTS_MAX = 32 };

struct diff_variant {
    const struct diff_library *library;
    diff_function function;
};

/// What the user asked for; zero means the default named here.
struct diff_options {
    uint64_t seed;
    uint64_t inputs;                   ///< cases per kernel
    uint64_t budget_ms;                ///< for all kernels together; 0: as long as it takes
    uint32_t jobs;                     ///< worker processes
    uint32_t shard_index, shard_count; ///< this run is shard `shard_index` of 1..shard_count
    bool is_exhaustive;
    uint32_t failures_max;   ///< distinct failures after which a variant is no longer run
    uint32_t timeout_ms;     ///< per call
    double near_tolerance;   ///< of a bare `near`
    uint32_t entry_states;   ///< a bit for each enum diff_entry_state
    uint32_t without;        ///< a bit for each enum diff_check that is off
    const char *out;         ///< folder for findings
    const char *regressions; ///< folder that holds a folder of .case files for each kernel, or NULL
};

/// The defaults of contract: a million inputs, 8 failures, a second per call, 1e-6.
struct diff_options diff_options_default(void);

struct diff_subject {
    const struct spec_kernel *kernel;
    const struct diff_options *options;
    const struct diff_library *reference_library;
    diff_function reference;
    struct diff_variant variants[DIFF_VARIANTS_MAX]; ///< those this machine can run
    uint32_t variant_count;
    struct diff_call *call;
    struct diff_companion magnitude, oracle;
    struct diff_comparison comparison;
    struct corpus_generator *generator;
    const struct corpus_completion *completion; ///< by NAME_complete, or NULL
    const char **regressions; ///< paths of .case files, sorted; replayed before the corpus
    uint32_t regression_count;
};

/// Finds the kernel in every library that can run here. False with a diag for a missing symbol or
/// a contract whose corpus has no valid case. The caller frees it with diff_subject_free.
bool diff_subject_prepare(struct diff_subject *subject, const struct spec_kernel *kernel,
                          const struct diff_options *options, const struct diff_library *reference,
                          const struct diff_library *optimized, uint32_t optimized_count,
                          struct base_pool *pool, struct base_diag *diag);
void diff_subject_free(struct diff_subject *subject);

/// The corpus's case `index`, drawn into plain storage (corpus_case_create) of the caller.
void diff_subject_draw(const struct diff_subject *subject, uint64_t index, struct corpus_case *one);

#endif
