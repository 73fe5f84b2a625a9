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
    if (failure->count++ == 0) {
        failure->first_index = index;
        failure->history_index = history_index;
    }
}

void diff_tally_merge(struct diff_tally *sum, const struct diff_tally *more) {
    sum->cases += more->cases;
    sum->crashes += more->crashes;
    sum->is_cut |= more->is_cut;
    for (uint32_t i = 0; i < more->failure_count; i++) {
        struct diff_failure *failure = find_failure(sum, more->failures[i].signature);
        if (failure == NULL)
            continue;
        if (failure->count == 0) {
            failure->first_index = more->failures[i].first_index;
            failure->history_index = more->failures[i].history_index;
        }
        failure->count += more->failures[i].count;
    }
}
