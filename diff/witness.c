#include "diff/witness.h"

#include "diff/executor.h"
#include "diff/worker.h"

uint64_t diff_witness_salt(const struct diff_witness *witness) {
    return diff_case_salt((uint64_t)(witness->index < 0 ? -1 - witness->index : witness->index));
}

/// Whether a case alone says anything: what is unstable is told as such already, and each hang
/// would take the whole of --timeout-ms.
static bool is_worth_asking(const struct diff_outcome *outcome) {
    return outcome->class != DIFF_UNSTABLE && outcome->class != DIFF_HUNG &&
           !diff_outcome_is_late(outcome);
}

bool diff_witnesses_ask(const struct diff_subject *subject, uint32_t variant, uint64_t signature,
                        struct diff_witness **witnesses, uint32_t count, struct base_diag *diag) {
    struct diff_outcome wanted = diff_signature_outcome(signature), found;
    struct diff_executor *executor = NULL;
    if (!is_worth_asking(&wanted))
        return true;
    struct corpus_case *one = corpus_case_create(subject->kernel);
    bool ok = diff_executor_create(&executor, subject, variant, diag);
    if (ok)
        diff_executor_enter(executor, 1u << wanted.entry_state);
    for (uint32_t i = 0; ok && i < count && !diff_was_interrupted(); i++) {
        if (witnesses[i]->index < 0)
            continue;
        diff_executor_refresh(executor);
        diff_subject_draw(subject, (uint64_t)witnesses[i]->index, one);
        ok = diff_executor_run(executor, one, diff_witness_salt(witnesses[i]), true, &found, diag);
        if (ok)
            witnesses[i]->alone =
                diff_signature(&found) == signature ? DIFF_ALONE_FAILS : DIFF_ALONE_DIFFERS;
    }
    if (executor != NULL)
        diff_executor_free(executor);
    corpus_case_free(one);
    return ok;
}
