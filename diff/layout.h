/// The arrays of one kernel in guarded memory: where they lie, what surrounds them, who writes.
///
/// A const array has one slot, seen read-only by both sides. An array that the kernel may write has
/// a slot for each side, so that results lie side by side after both calls; its input, if it is
/// in,out, is kept beside and copied in before each call.
#ifndef LOCKSTEP_DIFF_LAYOUT_H
#define LOCKSTEP_DIFF_LAYOUT_H

#include "base/arena.h"
#include "corpus/case.h"
#include "diff/outcome.h"

/// The slots of writable arrays: one for each side and one for the repetition of a call.
enum diff_bank {
    DIFF_BANK_REFERENCE,
    DIFF_BANK_OPTIMIZED,
    DIFF_BANK_AGAIN,
    DIFF_BANKS,
};

struct diff_layout {
    const struct spec_kernel *kernel;
    struct base_slot inputs[SPEC_PARAMS_MAX]; ///< const arrays
    struct base_slot outputs[DIFF_BANKS][SPEC_PARAMS_MAX];
    uint8_t *pristine[SPEC_PARAMS_MAX]; ///< the input of in,out arrays and by-value structs
    size_t starts[SPEC_PARAMS_MAX];     ///< of the case at hand, as offsets into its slots
    size_t bytes[SPEC_PARAMS_MAX];
    uint64_t salt;
    uint32_t without; ///< checks that are off
};

bool diff_layout_create(struct diff_layout *layout, const struct spec_kernel *kernel,
                        uint32_t without, struct base_diag *diag);
void diff_layout_free(struct diff_layout *layout);

/// Lays out a case whose shape was drawn: computes starts from counts and placements and points
/// the case's data at the storage that its elements are to be written to. `salt` varies what
/// surrounds the arrays.
void diff_layout_place(struct diff_layout *layout, struct corpus_case *one, uint64_t salt);

/// Moves a placed case to other placements and other surrounding bytes; elements are kept.
void diff_layout_move(struct diff_layout *layout, struct corpus_case *one,
                      const struct corpus_argument *placements, uint64_t salt);

/// Before a call: copies in,out arrays into the bank, fills pure outputs with the bank's filler,
/// and the slack around all arrays. Writes the addresses that the kernel is to be given.
void diff_layout_arm(struct diff_layout *layout, enum diff_bank bank, uint8_t **arrays);

/// After a call: whether the slack around every writable array is as it was; else the outcome says
/// which array was left, on which side and by how much.
bool diff_layout_intact(const struct diff_layout *layout, enum diff_bank bank,
                        struct diff_outcome *outcome);

/// The filler of pure outputs: complementary for the two sides, so that what neither side writes
/// still differs. DIFF_BANK_AGAIN has the optimized side's filler.
uint64_t diff_layout_filler(enum diff_bank bank);

/// Attributes a faulting address to an array; false where it lies in none and near none.
bool diff_layout_attribute(const struct diff_layout *layout, const void *address, bool is_write,
                           struct diff_outcome *outcome);

#endif
