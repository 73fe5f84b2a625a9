/// One case through the reference and every variant, in this process, with everything that is
/// checked around a call.
#ifndef LOCKSTEP_DIFF_RUN_H
#define LOCKSTEP_DIFF_RUN_H

#include "diff/noise.h"
#include "diff/subject.h"
#include "diff/trap.h"

/// What the evidence of a verdict is made of; sums over cases.
struct diff_evidence {
    uint64_t cases;
    uint64_t elements;        ///< that the kernel read
    uint64_t numbers, finite; ///< of results compared
    uint64_t null_cases;      ///< a sample on which the null kernels were tried
    uint64_t null_any;        ///< of those, cases on which some null kernel would pass
    uint64_t null_passes[DIFF_NULLS];
    uint64_t patterns; ///< of an exhaustive run
};

void diff_evidence_add(struct diff_evidence *sum, const struct diff_evidence *more);

/// Whose code runs at the moment: what a crash or a hang is charged to.
enum diff_phase {
    DIFF_PHASE_HARNESS,
    DIFF_PHASE_GENERATE,
    DIFF_PHASE_REFERENCE,
    DIFF_PHASE_COMPANION, ///< comparators and magnitudes run in it
    DIFF_PHASE_OPTIMIZED,
};

/// Where a process stands, in memory that it shares with its parent.
struct diff_progress {
    volatile uint64_t sequence; ///< changes with every phase: a call that hangs does not
    volatile enum diff_phase phase;
    volatile uint32_t variant;
    volatile enum diff_entry_state entry_state;
    struct diff_trap_record trap;
};

struct diff_run {
    const struct diff_subject *subject;
    struct diff_progress *progress;
    struct diff_layout layout;
    struct diff_noise noise;
    struct corpus_case one; ///< the case at hand; its data lie in the layout
    uint8_t *arrays[DIFF_BANKS][SPEC_PARAMS_MAX];
    uint8_t *results[DIFF_BANKS];
    uint64_t salt;
    uint32_t entry_states; ///< of options->entry_states, those to call in
    bool watches_process;  ///< of diff_run_case
};

/// Makes the guarded memory and installs the traps in this process. False with a diag where memory
/// is short. Not to be called where kernels' threads may run.
bool diff_run_create(struct diff_run *run, const struct diff_subject *subject,
                     struct diff_progress *progress, struct base_pool *pool,
                     struct base_diag *diag);
void diff_run_free(struct diff_run *run);

/// Draws corpus case `index` into the run.
void diff_run_draw(struct diff_run *run, uint64_t index);

/// Takes over a case from elsewhere; `salt` varies what surrounds its arrays.
void diff_run_load(struct diff_run *run, const struct corpus_case *one, uint64_t salt);

/// The salt of corpus case `index`, whether its calls are repeated, and whether the null kernels
/// are tried on it.
uint64_t diff_case_salt(uint64_t index);
/// The salt of every case that no corpus made: calls with it are looked at for all that they leave
/// (diff_guard_arm), which a corpus does with one case in four.
uint64_t diff_foreign_salt(void);
bool diff_case_is_repeated(uint64_t index);
bool diff_case_tries_nulls(uint64_t index);

/// Runs the case at hand on the variants in `mask`; `watches_process` looks behind each variant at
/// what belongs to the process. `done` is told each variant's outcome as soon
/// as it is known, since a later variant may end the process. Evidence may be NULL.
typedef void diff_run_done(uint32_t variant, const struct diff_outcome *outcome, void *context);
void diff_run_case(struct diff_run *run, uint32_t mask, bool is_repeated, bool watches_process,
                   diff_run_done *done, void *context, struct diff_evidence *evidence);

/// Whether an earlier case left the process changed: looked at now and then, since looking costs
/// more than a short call. diff_finding_make looks for the case that did it.
bool diff_run_process_intact(struct diff_run *run, struct diff_outcome *outcome);

/// Tries the null kernels on the case that diff_run_case just ran.
void diff_run_nulls(struct diff_run *run, struct diff_evidence *evidence);

#endif
