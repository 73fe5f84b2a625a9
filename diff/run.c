#include "diff/run.h"

#include <string.h>

void diff_evidence_add(struct diff_evidence *sum, const struct diff_evidence *more) {
    sum->cases += more->cases;
    sum->elements += more->elements;
    sum->numbers += more->numbers;
    sum->finite += more->finite;
    sum->null_cases += more->null_cases;
    sum->null_any += more->null_any;
    sum->patterns += more->patterns;
    for (int i = 0; i < DIFF_NULLS; i++)
        sum->null_passes[i] += more->null_passes[i];
}

bool diff_run_create(struct diff_run *run, const struct diff_subject *subject,
                     struct diff_progress *progress, struct base_pool *pool,
                     struct base_diag *diag) {
    *run = (struct diff_run){
        .subject = subject, .progress = progress, .entry_states = subject->options->entry_states};
    run->one.kernel = subject->kernel;
    for (int bank = 0; bank < DIFF_BANKS; bank++)
        run->results[bank] = base_pool_take(pool, diff_call_result_bytes(subject->call));
    if (!diff_layout_create(&run->layout, subject->kernel, subject->options->without, diag) ||
        !diff_noise_create(&run->noise, subject->kernel, diag))
        return false;
    diff_trap_install(&progress->trap, &run->layout);
    diff_process_note();
    return true;
}

void diff_run_free(struct diff_run *run) {
    diff_noise_free(&run->noise);
    diff_layout_free(&run->layout);
}

static void enter_phase(struct diff_run *run, enum diff_phase phase) {
    run->progress->phase = phase;
    // A compiler barrier suffices: the parent only looks after milliseconds, or after our end.
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    run->progress->sequence = run->progress->sequence + 1;
}

uint64_t diff_case_salt(uint64_t index) {
    uint64_t mixed = (index + 1) * 0x9e3779b97f4a7c15u;
    return mixed ^ mixed >> 32;
}

uint64_t diff_foreign_salt(void) {
    // Each side's call adds its bank; the optimized side's is to be a multiple of 4.
    return (diff_case_salt(0) | 3) + 1 - DIFF_BANK_OPTIMIZED;
}

bool diff_case_is_repeated(uint64_t index) {
    // One in 16: enough that a kernel which is unstable on 1 case in 1000 is caught 60 times in a
    // million, cheap enough not to show in the time of a run.
    return diff_case_salt(index) % 16 == 0;
}

bool diff_case_tries_nulls(uint64_t index) {
    // The share of cases that reject them is as sure from a quarter of the cases, at a tenth of
    // what a short case costs. The first case is among them: no run is without.
    return index % 4 == 0;
}

static bool is_on(const struct diff_run *run, enum diff_check check) {
    return diff_check_is_on(run->subject->options->without, check);
}

void diff_run_draw(struct diff_run *run, uint64_t index) {
    const struct diff_subject *subject = run->subject;
    run->salt = diff_case_salt(index);
    enter_phase(run, DIFF_PHASE_GENERATE);
    if (subject->options->is_exhaustive) {
        corpus_exhaustive_shape(subject->generator, index, &run->one);
        diff_layout_place(&run->layout, &run->one, run->salt);
        corpus_exhaustive_elements(subject->generator, index, &run->one);
    } else {
        corpus_draw_shape(subject->generator, index, &run->one);
        for (uint32_t i = 0; i < subject->kernel->param_count && !is_on(run, DIFF_CHECK_PLACEMENTS);
             i++)
            run->one.arguments[i].placement = CORPUS_AT_END;
        diff_layout_place(&run->layout, &run->one, run->salt);
        corpus_draw_elements(subject->generator, index, &run->one);
    }
    enter_phase(run, DIFF_PHASE_HARNESS);
}

void diff_run_load(struct diff_run *run, const struct corpus_case *one, uint64_t salt) {
    run->salt = salt;
    for (uint32_t i = 0; i < run->one.kernel->param_count; i++) {
        run->one.arguments[i].bits = one->arguments[i].bits;
        run->one.arguments[i].count = one->arguments[i].count;
        run->one.arguments[i].placement = one->arguments[i].placement;
        run->one.arguments[i].offset = one->arguments[i].offset;
    }
    diff_layout_place(&run->layout, &run->one, salt);
    corpus_case_copy(&run->one, one);
}

static struct diff_results bank_results(struct diff_run *run, enum diff_bank bank) {
    return (struct diff_results){.result = run->results[bank], .arrays = run->arrays[bank]};
}

/// Calls into a bank. False where the call left something changed or strayed: then the outcome says
/// what.
static bool call_bank(struct diff_run *run, enum diff_bank bank, diff_function function,
                      enum diff_phase phase, struct diff_outcome *outcome) {
    diff_layout_arm(&run->layout, bank, run->arrays[bank]);
    enter_phase(run, phase);
    struct diff_leak leak = diff_call_make(
        run->subject->call, function, &run->one, run->arrays[bank], run->results[bank],
        run->progress->entry_state, run->salt + bank, run->subject->options->without);
    enter_phase(run, DIFF_PHASE_HARNESS);
    if (!diff_layout_intact(&run->layout, bank, outcome))
        return false;
    if (leak.kind == DIFF_KIND_NONE)
        return true;
    outcome->class = DIFF_LEAKED;
    outcome->kind = leak.kind;
    outcome->detail = leak.detail;
    return false;
}

/// Whether the process is as it was. What was changed is taken as it is from now on, and our signal
/// handlers are put back, so that a later crash is still told.
bool diff_run_process_intact(struct diff_run *run, struct diff_outcome *outcome) {
    struct diff_leak leak = diff_process_check(run->subject->options->without);
    if (leak.kind == DIFF_KIND_NONE)
        return true;
    diff_trap_install(&run->progress->trap, &run->layout);
    diff_process_note();
    outcome->class = DIFF_LEAKED;
    outcome->kind = leak.kind;
    outcome->detail = leak.detail;
    return false;
}

static bool compare_banks(struct diff_run *run, enum diff_bank first, enum diff_bank second,
                          struct diff_outcome *outcome) {
    struct diff_results expected = bank_results(run, first), found = bank_results(run, second);
    enter_phase(run, DIFF_PHASE_COMPANION);
    bool is_equal = diff_compare(&run->subject->comparison, &run->one, run->arrays[first],
                                 &expected, &found, outcome);
    enter_phase(run, DIFF_PHASE_HARNESS);
    return is_equal;
}

/// The placements of a repetition: each array somewhere else than before.
static void other_placements(const struct diff_run *run, struct corpus_argument *placements) {
    for (uint32_t i = 0; i < run->one.kernel->param_count; i++) {
        const struct spec_param *param = &run->one.kernel->params[i];
        size_t alignment = param->alignment > 0 ? param->alignment : param->element_align;
        placements[i] = run->one.arguments[i];
        if (!is_on(run, DIFF_CHECK_REPEATED_ELSEWHERE))
            continue;
        switch (run->one.arguments[i].placement) {
        case CORPUS_AT_END:
            placements[i].placement = CORPUS_AT_START;
            break;
        case CORPUS_AT_START:
            placements[i].placement = CORPUS_AT_OFFSET;
            placements[i].offset = (uint32_t)((run->salt >> 32) + i * 4) % 64 &
                                   ~(uint32_t)(alignment > 64 ? 63 : alignment - 1);
            break;
        case CORPUS_AT_OFFSET:
            placements[i].placement = CORPUS_AT_END;
            break;
        }
    }
}

/// Calls again on the same input elsewhere, among other bytes, and compares with the first results
/// in `bank` by the contract: a kernel that disagrees with itself is unstable.
static void repeat_call(struct diff_run *run, enum diff_bank bank, diff_function function,
                        enum diff_phase phase, struct diff_outcome *outcome) {
    struct corpus_argument first[SPEC_PARAMS_MAX], other[SPEC_PARAMS_MAX];
    memcpy(first, run->one.arguments, sizeof first);
    other_placements(run, other);
    uint64_t salt = run->salt;
    run->salt = ~salt * 0x9e3779b97f4a7c15u;
    diff_layout_move(&run->layout, &run->one, other, run->salt);
    struct diff_outcome again = {.class = DIFF_EQUAL, .param = DIFF_NO_PARAM};
    bool is_first = bank == DIFF_BANK_REFERENCE;
    if (!call_bank(run, DIFF_BANK_AGAIN, function, phase, &again)) {
        *outcome = again;
    } else if (!compare_banks(run, bank, DIFF_BANK_AGAIN, &again)) {
        *outcome = again;
        outcome->class = DIFF_UNSTABLE;
        // How far a kernel strays from itself may vary; that it does is the finding.
        outcome->kind = DIFF_KIND_NONE;
        outcome->error = 0;
    } else {
        struct diff_results one = bank_results(run, bank);
        struct diff_results two = bank_results(run, DIFF_BANK_AGAIN);
        outcome->changes_bits =
            !diff_compare_bits(&run->subject->comparison, &run->one, &one, &two);
    }
    outcome->side = is_first ? DIFF_REFERENCE : DIFF_OPTIMIZED;
    run->salt = salt;
    diff_layout_move(&run->layout, &run->one, first, salt);
}

/// Both sides once more, all rows but one replaced: a row's result must not depend on the others.
static void try_noise(struct diff_run *run, diff_function function, struct diff_outcome *outcome) {
    const struct diff_comparison *comparison = &run->subject->comparison;
    uint64_t row;
    if (!is_on(run, DIFF_CHECK_NEIGHBOURS) ||
        !diff_noise_make(&run->noise, &run->one, run->salt, &row))
        return;
    struct diff_results reference = bank_results(run, DIFF_BANK_REFERENCE);
    struct diff_results optimized = bank_results(run, DIFF_BANK_OPTIMIZED);
    struct diff_results again = bank_results(run, DIFF_BANK_AGAIN);
    struct diff_outcome stray = {.class = DIFF_EQUAL, .param = DIFF_NO_PARAM}, wrong;
    // The reference must be indifferent to the noise, or the kernel is none over rows. Where the
    // optimized side is simply wrong beside the noise, the corpus will say so: it differs.
    if (call_bank(run, DIFF_BANK_AGAIN, run->subject->reference, DIFF_PHASE_REFERENCE, &stray) &&
        diff_noise_same_bits(&run->noise, comparison, &run->one, row, &reference, &again) &&
        call_bank(run, DIFF_BANK_AGAIN, function, DIFF_PHASE_OPTIMIZED, &stray) &&
        diff_noise_agrees(&run->noise, comparison, &run->one, row, &reference, &again, &wrong) &&
        !diff_noise_agrees(&run->noise, comparison, &run->one, row, &optimized, &again, &stray)) {
        *outcome = stray;
        outcome->class = DIFF_UNSTABLE;
        outcome->side = DIFF_OPTIMIZED;
        outcome->kind = DIFF_KIND_NEIGHBOUR;
        outcome->error = 0;
    }
    diff_noise_undo(&run->noise, &run->one);
}

static struct diff_outcome run_reference(struct diff_run *run, bool is_repeated) {
    struct diff_outcome outcome = {
        .class = DIFF_EQUAL, .side = DIFF_REFERENCE, .param = DIFF_NO_PARAM};
    if (call_bank(run, DIFF_BANK_REFERENCE, run->subject->reference, DIFF_PHASE_REFERENCE,
                  &outcome) &&
        is_repeated && is_on(run, DIFF_CHECK_REPETITION))
        repeat_call(run, DIFF_BANK_REFERENCE, run->subject->reference, DIFF_PHASE_REFERENCE,
                    &outcome);
    outcome.entry_state = run->progress->entry_state;
    return outcome;
}

static struct diff_outcome run_variant(struct diff_run *run, uint32_t variant, bool is_repeated) {
    struct diff_outcome outcome = {
        .class = DIFF_EQUAL, .side = DIFF_OPTIMIZED, .param = DIFF_NO_PARAM};
    diff_function function = run->subject->variants[variant].function;
    run->progress->variant = variant;
    if (call_bank(run, DIFF_BANK_OPTIMIZED, function, DIFF_PHASE_OPTIMIZED, &outcome)) {
        bool is_equal = compare_banks(run, DIFF_BANK_REFERENCE, DIFF_BANK_OPTIMIZED, &outcome);
        // A difference may be mere instability, and only a repetition tells.
        if (run->watches_process)
            diff_process_note_threads();
        if ((is_repeated || !is_equal) && is_on(run, DIFF_CHECK_REPETITION)) {
            struct diff_outcome again = outcome;
            repeat_call(run, DIFF_BANK_OPTIMIZED, function, DIFF_PHASE_OPTIMIZED, &again);
            if (again.class > outcome.class)
                outcome = again;
            outcome.changes_bits = again.changes_bits;
            if (outcome.class == DIFF_EQUAL)
                try_noise(run, function, &outcome);
        }
    }
    outcome.entry_state = run->progress->entry_state;
    return outcome;
}

static void gather_evidence(struct diff_run *run, struct diff_evidence *evidence) {
    struct diff_results reference = bank_results(run, DIFF_BANK_REFERENCE);
    uint64_t numbers, finite;
    evidence->cases++;
    evidence->elements += corpus_case_elements(&run->one);
    diff_count_numbers(&run->subject->comparison, &run->one, &reference, &numbers, &finite);
    evidence->numbers += numbers;
    evidence->finite += finite;
}

void diff_run_nulls(struct diff_run *run, struct diff_evidence *evidence) {
    struct diff_results reference = bank_results(run, DIFF_BANK_REFERENCE);
    bool passes_any = false;
    enter_phase(run, DIFF_PHASE_COMPANION);
    for (int null = 0; null < DIFF_NULLS; null++) {
        bool passes =
            diff_compare_null(&run->subject->comparison, &run->one,
                              run->arrays[DIFF_BANK_REFERENCE], &reference, (enum diff_null)null);
        evidence->null_passes[null] += passes;
        passes_any |= passes;
    }
    evidence->null_cases++;
    evidence->null_any += passes_any;
    enter_phase(run, DIFF_PHASE_HARNESS);
}

void diff_run_case(struct diff_run *run, uint32_t mask, bool is_repeated, bool watches_process,
                   diff_run_done *done, void *context, struct diff_evidence *evidence) {
    struct diff_outcome worst[DIFF_VARIANTS_MAX];
    uint32_t states = run->entry_states, left = states;
    uint32_t count = run->subject->variant_count;
    run->watches_process = watches_process;
    for (uint32_t i = 0; i < count; i++)
        worst[i] = (struct diff_outcome){.class = DIFF_EQUAL, .param = DIFF_NO_PARAM};
    for (unsigned state = 0; state < DIFF_ENTRY_STATES; state++) {
        if ((states >> state & 1) == 0)
            continue;
        left &= ~(1u << state);
        run->progress->entry_state = (enum diff_entry_state)state;
        struct diff_outcome reference = run_reference(run, is_repeated);
        if (evidence != NULL && left == 0)
            gather_evidence(run, evidence);
        for (uint32_t i = 0; i < count; i++) {
            if ((mask >> i & 1) == 0)
                continue;
            struct diff_outcome outcome = reference;
            if (reference.class == DIFF_EQUAL)
                outcome = run_variant(run, i, is_repeated);
            if (watches_process && outcome.class < DIFF_LEAKED)
                diff_run_process_intact(run, &outcome);
            bool changes_bits =
                worst[i].changes_bits || reference.changes_bits || outcome.changes_bits;
            if (outcome.class > worst[i].class)
                worst[i] = outcome;
            worst[i].changes_bits = changes_bits;
            if (left == 0)
                done(i, &worst[i], context);
        }
    }
}
