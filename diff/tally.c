#include "diff/tally.h"

static struct diff_failure *find_failure(struct diff_tally *tally, uint64_t signature) {
    for (uint32_t i = 0; i < tally->failure_count; i++)
        if (tally->failures[i].signature == signature)
            return &tally->failures[i];
    if (tally->failure_count == DIFF_SIGNATURES_MAX)
        return NULL;
    struct diff_failure *added = &tally->failures[tally->failure_count++];
    *added = (struct diff_failure){.signature = signature};
    return added;
}

void diff_tally_add(struct diff_tally *tally, const struct diff_outcome *outcome, int64_t index,
                    int64_t history_index) {
    tally->cases++;
    tally->rounding_remarks += outcome->changes_bits;
    if (outcome->class == DIFF_EQUAL)
        return;
    bool ends_process = outcome->class == DIFF_CRASHED || outcome->class == DIFF_HUNG ||
                        outcome->class == DIFF_TRESPASSED;
    tally->crashes += ends_process;
    if (outcome->class == DIFF_HUNG || tally->crashes >= DIFF_CRASHES_MAX)
        tally->is_cut = 1;
    struct diff_failure *failure = find_failure(tally, diff_signature(outcome));
    if (failure == NULL)
        return;
    failure->last = (struct diff_witness){.index = index, .history_index = history_index};
    if (failure->count++ == 0)
        failure->first = failure->last;
}
