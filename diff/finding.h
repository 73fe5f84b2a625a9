/// A finding: one bucket of failures, confirmed in a fresh process and minimized.
#ifndef LOCKSTEP_DIFF_FINDING_H
#define LOCKSTEP_DIFF_FINDING_H

#include "corpus/shrink.h"
#include "diff/executor.h"
#include "diff/tally.h"

/// The index of a case that neither the corpus nor a regression made.
#define DIFF_NO_INDEX INT64_MIN

struct diff_finding {
    uint64_t signature;          ///< as the corpus run saw it
    struct diff_outcome outcome; ///< of the minimized case; its class is the finding's
    char bucket[13];             ///< 12 hexadecimal digits: equal for failures of one cause
    uint64_t count;              ///< cases that earned it
    int64_t first_index;   ///< −1 − k for regression k; DIFF_NO_INDEX for a case from elsewhere
    int64_t history_index; ///< corpus cases from here on must run before it; −1: none
    uint64_t salt;
    bool is_absent; ///< the failure is another variant's of the same pass; nothing else is set
    struct corpus_shrink_report shrink;
    struct corpus_case *one; ///< the minimized case; freed with diff_finding_free
    /// Cases from elsewhere than the corpus that must run before it, oldest first; freed likewise.
    const struct corpus_case **earlier;
    uint32_t earlier_count;
    struct base_pool earlier_pool;
    char *summary; ///< the case and both results in a few lines; freed likewise
};

/// Confirms a failure of a variant by a witness, in a fresh process, and minimizes its case,
/// keeping the signature and an error of at least half the first one. A failure that does not recur
/// alone becomes `unstable`, and the shortest run of earlier corpus cases that brings it back is
/// sought instead. False with a diag for the machine's trouble.
bool diff_finding_make(struct diff_finding *finding, const struct diff_subject *subject,
                       uint32_t variant, const struct diff_failure *failure,
                       const struct diff_witness *witness, struct base_diag *diag);
void diff_finding_free(struct diff_finding *finding);

/// The cases that a process ran before another one, oldest first: at most CORPUS_EARLIER_MAX.
struct diff_history {
    const struct corpus_case *const *cases;
    uint32_t count;
};

/// The same for a case that a search or a fuzzer made. A failure that does not recur alone becomes
/// `unstable`; the fewest cases of the history that bring it back are kept, and minimized where
/// they are few.
bool diff_finding_of_case(struct diff_finding *finding, const struct diff_subject *subject,
                          uint32_t variant, const struct corpus_case *one,
                          const struct diff_history *history, uint64_t signature, uint64_t count,
                          uint64_t salt, struct base_diag *diag);

/// Minimizes a case that a user brought (lockstep shrink): `one` must fail on the variant, behind
/// the cases of the history; it is replaced by the minimized one. False with a diag where it does
/// not fail.
bool diff_case_minimize(const struct diff_subject *subject, uint32_t variant,
                        struct corpus_case *one, const struct diff_history *history, uint64_t salt,
                        struct diff_outcome *outcome, struct corpus_shrink_report *report,
                        struct base_diag *diag);

#endif
