/// What the parts of the minimizer share: the case at hand, the candidate, and the order on cases.
///
/// Every part builds a candidate in `trial` and offers it to corpus_shrink_try, which accepts it
/// only where it is simpler in one total order, valid, untried, and still fails. So any set of
/// moves ends, and the parts need not agree on what "simpler" means.
#ifndef LOCKSTEP_CORPUS_SHRINK_STATE_H
#define LOCKSTEP_CORPUS_SHRINK_STATE_H

#include "corpus/domain.h"
#include "corpus/shrink.h"

/// How simple a case is; compared member by member, the smaller the simpler.
struct corpus_order {
    uint64_t elements;   ///< as corpus_case_elements counts
    uint64_t lengths;    ///< the sum of the length scalars' magnitudes
    uint64_t nonzero;    ///< numbers other than +0; in a permutation those out of place
    uint64_t distinct;   ///< different non-zero values, counted up to a limit
    spec_wide keys;      ///< the sum of the values' keys
    spec_wide positions; ///< the sum of the indices at which non-zero numbers stand
    uint64_t placements;
};

enum { CORPUS_TRIED_SLOTS = 1 << 16 }; // 512 KiB: beyond the candidates of a few thousand elements

struct corpus_shrink_state {
    const struct spec_kernel *kernel;
    struct corpus_case *best;  ///< the caller's: the simplest case that fails so far
    struct corpus_case *trial; ///< the candidate under construction
    const struct corpus_completion *completion; ///< NULL where the kernel needs none
    corpus_predicate *still_fails;
    void *context;
    uint64_t runs, runs_max;
    uint64_t candidates; ///< built so far
    uint64_t steps;      ///< accepted candidates
    bool is_exhausted;   ///< a candidate could not be tried: runs or candidates are used up
    struct corpus_order best_order;
    uint64_t *tried;   ///< hashes of candidates seen before; bounded
    uint64_t *scratch; ///< a word for each element of the longest array, and one more
    uint64_t scratch_count;
};

/// Makes the trial a copy of the best case.
void corpus_shrink_begin(struct corpus_shrink_state *state);

/// Offers the trial, whose counts equal its extents. True where it became the best case.
bool corpus_shrink_try(struct corpus_shrink_state *state);

/// The three passes, each over all its moves once.
void corpus_shrink_lengths(struct corpus_shrink_state *state);
void corpus_shrink_values(struct corpus_shrink_state *state);
void corpus_shrink_placements(struct corpus_shrink_state *state);

/// Cuts lanes whose floats another lane takes over: for failures that depend on a sum's size.
void corpus_shrink_folds(struct corpus_shrink_state *state);

/// One change to a dimension: `count` lanes from `index` on are cut out, or, where count is 0,
/// lanes `index` and `other` change places.
struct corpus_edit {
    uint32_t param; ///< the length scalar that spans the dimension
    uint64_t index, count, other;
};

enum { CORPUS_EDITS_MAX = 8 };

/// What a candidate changes, and how what the contract leaves open is read.
struct corpus_edits {
    struct corpus_edit items[CORPUS_EDITS_MAX];
    uint32_t count;
    bool keeps_parts; ///< a cut row of a partition leaves its part to a neighbour
    bool is_planar;   ///< `2 * n` is two planes of n rather than n pairs
    bool is_flat;     ///< an array is cut at its end, whatever its extent says of rows
};

/// Builds the trial from the best case and the edits. False where no case comes of it.
bool corpus_edits_apply(struct corpus_shrink_state *state, const struct corpus_edits *edits);

/// Tries the edits in each reading of the contract that makes a difference.
bool corpus_edits_try(struct corpus_shrink_state *state, const struct corpus_edit *items,
                      uint32_t count);

/// Swaps lanes i and j of the dimension that a length scalar spans, in all arrays, and tries that.
bool corpus_shrink_swap_lanes(struct corpus_shrink_state *state, uint32_t param, uint64_t i,
                              uint64_t j);

/// The order's value for one case.
struct corpus_order corpus_order_of(struct corpus_case *one);
bool corpus_order_is_less(const struct corpus_order *a, const struct corpus_order *b);

/// The numbers of one leaf of one argument, in the order of the elements.
struct corpus_numbers {
    const struct spec_param *param;
    const struct spec_leaf *leaf;
    struct corpus_argument *argument;
    uint64_t count;
    bool is_scalar; ///< one number in `bits` rather than in `data`
};

/// False for pure outputs, whose data carries no meaning.
bool corpus_numbers_of(struct corpus_case *one, uint32_t param, uint32_t leaf,
                       struct corpus_numbers *numbers);

/// A number's bits, zero-extended.
uint64_t corpus_numbers_get(const struct corpus_numbers *numbers, uint64_t index);
void corpus_numbers_set(const struct corpus_numbers *numbers, uint64_t index, uint64_t bits);

/// A finite float's value, and the bits of the nearest float. False where that is infinite.
double corpus_double_of(enum spec_base base, uint64_t bits);
bool corpus_double_bits(enum spec_base base, double value, uint64_t *bits);

/// How simple one number is, 0 for +0: small integers, then dyadics by significant bits, short
/// decimals, the rest, subnormals, infinities, NaN. `index` is its place, which permutations use.
uint64_t corpus_numbers_key(const struct corpus_numbers *numbers, uint64_t index);
uint64_t corpus_leaf_key(const struct spec_leaf *leaf, uint64_t bits);

bool corpus_leaf_has(const struct spec_leaf *leaf, enum spec_value kind);

enum { CORPUS_INTERVALS_MAX = 64 };

/// A leaf's domain evaluated for the scalars of one case.
struct corpus_resolved {
    enum spec_base base;
    bool is_complete; ///< false where alternatives were left out: then everything counts as inside
    uint32_t count;
    struct corpus_interval intervals[CORPUS_INTERVALS_MAX];
};

void corpus_resolve(const struct corpus_case *one, const struct corpus_numbers *numbers,
                    struct corpus_resolved *resolved);

/// The bits of the number inside the domain nearest to the given one; a NaN is near to 0. False
/// where the domain is empty.
bool corpus_nearest(const struct corpus_resolved *resolved, uint64_t bits, uint64_t *nearest);

/// Brings scalars, then elements, of the trial back into their domains: clamps, keeps sorted
/// arrays sorted, unique ones unique, partitions and permutations whole. Elements beyond the old
/// counts must be initialized. False where that fails; it is no proof of validity.
bool corpus_repair_scalars(struct corpus_shrink_state *state);
bool corpus_repair_elements(struct corpus_shrink_state *state);

/// Values simpler than the given one that are worth a try, the simplest first.
enum { CORPUS_CANDIDATES_MAX = 128 };

struct corpus_candidates {
    uint64_t bits[CORPUS_CANDIDATES_MAX];
    uint32_t count;
};

void corpus_list_candidates(const struct corpus_case *one, const struct corpus_numbers *numbers,
                            uint64_t bits, struct corpus_candidates *candidates);

/// Multiplies a finite float by 2^exponent; false where the result is zero, infinite or inexact.
bool corpus_scale_bits(enum spec_base base, uint64_t bits, int exponent, uint64_t *scaled);

/// floor(log2(|value|)) of a finite float other than zero.
int corpus_exponent_of(enum spec_base base, uint64_t bits);

/// A finite float cut to its first `significant` bits, or where `is_up`, the next such value away
/// from zero. False where that is infinite.
bool corpus_round_bits(enum spec_base base, uint64_t bits, int significant, bool is_up,
                       uint64_t *rounded);

/// A number's sign bit (0 for an integer) and the other bits.
uint64_t corpus_sign_of(enum spec_base base, uint64_t bits);
uint64_t corpus_magnitude_of(enum spec_base base, uint64_t bits);
bool corpus_is_finite(enum spec_base base, uint64_t bits); ///< of a float

/// Whether numbers of this leaf may be replaced one by one: no length, no permutation.
bool corpus_is_free(const struct corpus_numbers *numbers);

/// What a walk over all leaves of a case does with each; false ends the walk.
typedef bool corpus_visit_leaf(struct corpus_shrink_state *state, uint32_t param, uint32_t leaf,
                               void *context);

void corpus_walk_leaves(struct corpus_shrink_state *state, corpus_visit_leaf *visit, void *context);

/// Repairs the trial after its values changed, and offers it.
bool corpus_repair_and_try(struct corpus_shrink_state *state);

/// The numbers that one step replaces: one number, or all of one magnitude and type in the case.
struct corpus_selection {
    bool is_class;
    uint32_t param, leaf;
    uint64_t index;
    enum spec_base base;
    uint64_t magnitude; ///< a float's bits without the sign, an integer's bits
};

/// The number that the selection stands for, in the best case.
uint64_t corpus_selection_bits(struct corpus_shrink_state *state,
                               const struct corpus_selection *selection);

/// Tries the selection replaced by a number; members of a class keep their signs.
bool corpus_selection_replace(struct corpus_shrink_state *state, struct corpus_selection *selection,
                              uint64_t bits);

/// Tries every simpler value worth it, in order, then descends. `numbers`: of the best case.
void corpus_selection_simplify(struct corpus_shrink_state *state,
                               struct corpus_selection *selection,
                               const struct corpus_numbers *numbers);

#endif
