/// Minimization of a case under a predicate: typed, deterministic, with a certificate.
#ifndef LOCKSTEP_CORPUS_SHRINK_H
#define LOCKSTEP_CORPUS_SHRINK_H

#include "corpus/case.h"

/// Whether the candidate still shows the same failure. The predicate owns the meaning of "same"
/// (signature, error floor) and the running of the kernels; corpus never calls a kernel.
typedef bool corpus_predicate(const struct corpus_case *candidate, void *context);

struct corpus_shrink_report {
    uint64_t elements_before, elements_after; ///< as corpus_case_elements counts
    uint64_t runs;                            ///< calls of the predicate
    bool is_minimal; ///< a last full pass found no step that keeps the failure
};

/// Shrinks `one` in place; it must fulfil the predicate on entry and does so on return. Every
/// candidate shown to the predicate is valid, and completed where `completion` is not NULL. Stops
/// after `runs_max` calls of the predicate. Order: lengths (blocks, then single elements, over all
/// arrays that share the dimension; arcs and nodes of CSR graphs), then values towards simpler
/// ones, then offset 0.
void corpus_shrink(struct corpus_case *one, const struct corpus_completion *completion,
                   corpus_predicate *still_fails, void *context, uint64_t runs_max,
                   struct corpus_shrink_report *report);

#endif
