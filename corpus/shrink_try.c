#include "corpus/shrink_state.h"

enum {
    TRIED_PROBES = 16,
    CANDIDATES_PER_RUN = 16, // of those bounded by runs_max; small cases build fewer than 8
};

/// Whether the hash was remembered; remembers it otherwise. In a crowded table the oldest claim to
/// a slot is overwritten: then a candidate may be run twice, which costs time and nothing else.
static bool is_tried(struct corpus_shrink_state *state, uint64_t hash) {
    uint64_t tag = hash == 0 ? 1 : hash;
    for (uint64_t probe = 0; probe < TRIED_PROBES; probe++) {
        uint64_t *slot = &state->tried[(tag + probe) % CORPUS_TRIED_SLOTS];
        if (*slot == tag) {
            return true;
        }
        if (*slot == 0) {
            *slot = tag;
            return false;
        }
    }
    state->tried[tag % CORPUS_TRIED_SLOTS] = tag;
    return false;
}

void corpus_shrink_begin(struct corpus_shrink_state *state) {
    // Candidates that need no run cost time too: among 100 000 elements a pass has many of them.
    state->candidates++;
    if (state->candidates / CANDIDATES_PER_RUN > state->runs_max + CANDIDATES_PER_RUN) {
        state->is_exhausted = true;
    }
    corpus_case_copy(state->trial, state->best);
}

bool corpus_shrink_try(struct corpus_shrink_state *state) {
    if (state->is_exhausted) {
        return false;
    }
    corpus_case_complete(state->trial, state->completion);
    struct corpus_order order = corpus_order_of(state->trial);
    struct base_diag diag;
    // The cheapest question first; an invalid candidate is remembered like one that did not fail.
    if (!corpus_order_is_less(&order, &state->best_order) ||
        is_tried(state, corpus_case_hash(state->trial)) ||
        !corpus_case_valid(state->trial, &diag)) {
        return false;
    }
    if (state->runs == state->runs_max) {
        state->is_exhausted = true;
        return false;
    }
    state->runs++;
    if (!state->still_fails(state->trial, state->context)) {
        return false;
    }
    corpus_case_copy(state->best, state->trial);
    state->best_order = order;
    state->steps++;
    return true;
}
