/// Comparison by the contract's rules: exact about NaN, infinities and signed zero.
#ifndef LOCKSTEP_DIFF_COMPARE_H
#define LOCKSTEP_DIFF_COMPARE_H

#include "diff/companion.h"

typedef bool diff_comparator(const void *reference, const void *optimized, size_t count);

/// The results of one call: the return value and, for each array the kernel may write, its bytes.
struct diff_results {
    const uint8_t *result;
    uint8_t *const *arrays;
};

/// One leaf of one result: the unit of comparison.
struct diff_target {
    const struct spec_param *param;
    const struct spec_leaf *leaf;
    uint32_t param_index; ///< DIFF_RETURN for the return value
    uint32_t leaf_index;
    bool has_comparator;           ///< some rule is `with`
    diff_comparator **comparators; ///< one for each rule; NULL where it is no `with`
};

struct diff_comparison {
    const struct spec_kernel *kernel;
    double near_tolerance;            ///< of a bare `near`
    struct diff_companion *magnitude; ///< its function is NULL where there is none
    struct diff_target *targets;      ///< the return value first, then the written arrays
    uint32_t target_count;
};

/// Lists the targets and finds the comparators that the contract names. False with a diag where one
/// is missing.
bool diff_comparison_prepare(struct diff_comparison *comparison, const struct spec_kernel *kernel,
                             const struct diff_library *reference, double near_tolerance,
                             struct diff_companion *magnitude, struct base_pool *pool,
                             struct base_diag *diag);

/// Whether two calls' results on a case are equal. If not, the outcome tells the first number that
/// differs: param, leaf, element, number, kind, error; class becomes DIFF_DIFFERS. `inputs` are the
/// kernel's const arrays, for the magnitude. Slices see the reference's return value.
bool diff_compare(const struct diff_comparison *comparison, const struct corpus_case *one,
                  uint8_t *const *inputs, const struct diff_results *reference,
                  const struct diff_results *optimized, struct diff_outcome *outcome);

/// Whether the results have the same bits throughout, slices respected, any NaN equal to any NaN.
bool diff_compare_bits(const struct diff_comparison *comparison, const struct corpus_case *one,
                       const struct diff_results *first, const struct diff_results *second);

/// The kernels that do no work; whoever accepts one of them has tested nothing.
enum diff_null {
    DIFF_NULL_NOTHING, ///< writes nothing: fillers stay, in,out arrays keep their input
    DIFF_NULL_ZERO,    ///< writes zeros
    DIFF_NULL_NAN,     ///< writes NaN, all bits set for integers
    DIFF_NULLS,
};

/// Whether a null kernel's results would pass for the reference's.
bool diff_compare_null(const struct diff_comparison *comparison, const struct corpus_case *one,
                       uint8_t *const *inputs, const struct diff_results *reference,
                       enum diff_null null);

/// Counts the numbers that are compared, and how many of them are finite (integers are).
void diff_count_numbers(const struct diff_comparison *comparison, const struct corpus_case *one,
                        const struct diff_results *reference, uint64_t *numbers, uint64_t *finite);

#endif
