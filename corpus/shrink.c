#include "corpus/shrink.h"

#include "corpus/shrink_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The offset step that an array's alignment allows, in bytes.
static uint32_t offset_step(const struct spec_param *param) {
    size_t step = param->alignment > param->element_align ? param->alignment : param->element_align;
    return step == 0 ? 1 : (uint32_t)step;
}

static bool try_placement(struct corpus_shrink_state *state, uint32_t param,
                          enum corpus_placement placement, uint32_t offset) {
    corpus_shrink_begin(state);
    state->trial->arguments[param].placement = placement;
    state->trial->arguments[param].offset = offset;
    return corpus_shrink_try(state);
}

void corpus_shrink_placements(struct corpus_shrink_state *state) {
    const struct spec_kernel *kernel = state->kernel;
    corpus_shrink_begin(state);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        state->trial->arguments[i].placement = CORPUS_AT_END;
        state->trial->arguments[i].offset = 0;
    }
    corpus_shrink_try(state);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        struct corpus_argument *argument = &state->best->arguments[i];
        if (!kernel->params[i].is_array || try_placement(state, i, CORPUS_AT_END, 0) ||
            try_placement(state, i, CORPUS_AT_START, 0)) {
            continue;
        }
        uint32_t step = offset_step(&kernel->params[i]);
        for (uint32_t offset = 0;
             argument->placement == CORPUS_AT_OFFSET && offset < argument->offset; offset += step) {
            if (try_placement(state, i, CORPUS_AT_OFFSET, offset)) {
                break;
            }
        }
    }
}

/// Memory that must be there: exhausted memory ends the program with one line.
static void *reserve(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) {
        fprintf(stderr, "error: out of memory for minimizing a case\n");
        exit(2);
    }
    return memory;
}

void corpus_shrink(struct corpus_case *one, const struct corpus_completion *completion,
                   corpus_predicate *still_fails, void *context, uint64_t runs_max,
                   struct corpus_shrink_report *report) {
    struct corpus_shrink_state state = {
        .kernel = one->kernel,
        .best = one,
        .completion = completion,
        .still_fails = still_fails,
        .context = context,
        .runs_max = runs_max,
    };
    uint64_t longest = 1;
    for (uint32_t i = 0; i < one->kernel->param_count; i++) {
        for (uint32_t k = 0; k < one->kernel->params[i].leaf_count; k++) {
            uint64_t count = one->arguments[i].count * one->kernel->params[i].leaves[k].count;
            longest = count > longest ? count : longest;
        }
    }
    state.trial = corpus_case_create(one->kernel);
    state.tried = reserve(CORPUS_TRIED_SLOTS, sizeof *state.tried);
    state.scratch_count = longest + 1;
    state.scratch = reserve(state.scratch_count, sizeof *state.scratch);
    state.best_order = corpus_order_of(one);
    *report = (struct corpus_shrink_report){.elements_before = corpus_case_elements(one)};

    uint64_t steps;
    do {
        steps = state.steps;
        corpus_shrink_lengths(&state);
        corpus_shrink_values(&state);
        corpus_shrink_placements(&state);
        if (state.steps == steps) {
            corpus_shrink_folds(&state);
        }
    } while (state.steps != steps && !state.is_exhausted);

    report->elements_after = corpus_case_elements(one);
    report->runs = state.runs;
    report->is_minimal = !state.is_exhausted;
    free(state.scratch);
    free(state.tried);
    corpus_case_free(state.trial);
}
