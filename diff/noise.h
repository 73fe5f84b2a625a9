/// The noise of the neighbours: a kernel over rows or lanes must not let one row's result depend on
/// what the other rows hold.
///
/// A comparison with the reference alone lets a kernel be 1e-6 above it beside quiet neighbours and
/// 1e-6 below it beside loud ones. Here all rows but one are replaced and both sides run again:
/// where the reference's bits for the kept row stay as they were, the optimized side's must satisfy
/// the contract against its own first result; else it is unstable.
#ifndef LOCKSTEP_DIFF_NOISE_H
#define LOCKSTEP_DIFF_NOISE_H

#include "diff/compare.h"

/// Which rows a case keeps and loses.
struct diff_noise_choice {
    uint64_t rows; ///< at least 2
    uint64_t kept;
    uint64_t loud; ///< takes every other row's place
};

struct diff_noise {
    const struct spec_kernel *kernel;
    bool has_rows;                  ///< some input and some result are divided by one length
    uint32_t length;                ///< the scalar that counts rows
    bool is_row[SPEC_PARAMS_MAX];   ///< arrays whose outermost dimension is that length
    uint8_t *kept[SPEC_PARAMS_MAX]; ///< the elements before the noise
};

/// Finds the rows of a kernel: the first length that is the outermost factor of the extents of an
/// input array, whose elements may be chosen one by one, and of a result. Memory for the largest
/// case is reserved. False with a diag where it is short.
bool diff_noise_create(struct diff_noise *noise, const struct spec_kernel *kernel,
                       struct base_diag *diag);
void diff_noise_free(struct diff_noise *noise);

/// What diff_noise_make does to a case with that salt; false where the case has fewer than two
/// rows.
bool diff_noise_choose(const struct diff_noise *noise, const struct corpus_case *one, uint64_t salt,
                       struct diff_noise_choice *choice);

/// Replaces all rows but `*row`, which `salt` chooses, by copies of another one. False where the
/// case has fewer than two rows. diff_noise_undo puts the elements back.
bool diff_noise_make(struct diff_noise *noise, struct corpus_case *one, uint64_t salt,
                     uint64_t *row);
void diff_noise_undo(struct diff_noise *noise, struct corpus_case *one);

/// Whether two calls' results agree on one row: bit for bit, or by the contract.
bool diff_noise_same_bits(const struct diff_noise *noise, const struct diff_comparison *comparison,
                          const struct corpus_case *one, uint64_t row,
                          const struct diff_results *first, const struct diff_results *second);
bool diff_noise_agrees(const struct diff_noise *noise, const struct diff_comparison *comparison,
                       const struct corpus_case *one, uint64_t row,
                       const struct diff_results *first, const struct diff_results *second,
                       struct diff_outcome *outcome);

#endif
