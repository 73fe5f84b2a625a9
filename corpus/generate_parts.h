/// The generator's parts, for corpus/generate*.c alone.
///
/// generate.c prepares a kernel and plans its cases; generate_shape.c draws scalars, counts and
/// placements; generate_array.c lays out whole arrays; generate_pattern.c arranges numbers;
/// generate_number.c makes them.
#ifndef LOCKSTEP_CORPUS_GENERATE_PARTS_H
#define LOCKSTEP_CORPUS_GENERATE_PARTS_H

#include "base/random.h"
#include "corpus/domain.h"
#include "corpus/generate.h"

/// A part of the line that a domain covers; parts are disjoint and ascend.
struct corpus_part {
    spec_wide low, high;
};

/// One leaf of an input, with its alternatives evaluated: once where they never vary, else anew
/// for each case. That is why a generator serves one thread at a time.
struct corpus_input {
    uint32_t param;
    const struct spec_leaf *leaf;
    struct corpus_interval *intervals; ///< leaf->domain->alternative_count of them
    corpus_with **generators;          ///< of `with` alternatives, NULL for the others
    struct corpus_part *parts; ///< twice as many as alternatives; of sorted and unique domains
    uint32_t part_count;
    uint64_t rank_max; ///< how many different numbers the parts hold, less one
    bool varies;
    bool is_ordered;    ///< sorted or unique
    uint64_t *specials; ///< of the fixed part: numbers that are tried alone at every lane
    uint32_t special_count;
};

/// How numbers are chosen; one for each case.
enum corpus_family {
    CORPUS_LATTICE,   ///< small integers and powers of two: sums are exact in any order
    CORPUS_REALISTIC, ///< what users have
    CORPUS_HOSTILE,
};

/// What case `index` is to be, known from the index alone.
enum corpus_plan_kind {
    CORPUS_RANDOM,
    CORPUS_ONE_LENGTH,  ///< the length scalar behind `input` has the value `lane`
    CORPUS_ONE_SPECIAL, ///< special `special` of `input`, alone at number `lane`
};

struct corpus_plan {
    enum corpus_plan_kind kind;
    uint32_t input;
    uint32_t special;
    uint32_t lane;
};

/// Lengths 0..this are covered by the fixed part one by one.
enum { CORPUS_LENGTH_FIXED_MAX = 130 };

/// A special stands alone at each of these first places.
enum { CORPUS_LANES = 64 };

/// Cases of the fixed part at most; they alternate with random ones.
enum { CORPUS_FIXED_MAX = 8192 };

/// What the words that SipHash gives are for.
enum corpus_purpose {
    CORPUS_PURPOSE_CASE = 1,
    CORPUS_PURPOSE_FALLBACK = 2,
};

/// The elements of all arrays that most cases may have.
enum { CORPUS_BUDGET_USUAL = 512 };

struct corpus_generator {
    const struct spec_kernel *kernel;
    struct base_random_source source;
    struct base_pool pool;
    struct corpus_input *inputs; ///< of scalars too
    uint32_t input_count;
    uint32_t first_input[SPEC_PARAMS_MAX + 1]; ///< inputs of a parameter are consecutive
    uint32_t fixed_count;
    bool has_elements;     ///< inputs that are arrays or structs
    bool has_free_scalars; ///< scalars that are no lengths: their shapes need the bulk stream
    uint32_t extent_params[SPEC_PARAMS_MAX]; ///< scalars that an extent names, one bit each
    uint64_t fallback_bits[SPEC_PARAMS_MAX]; ///< scalars of one valid case
    uint8_t *scratch[3]; ///< dense numbers of a strided leaf; ranks; ranks while sorting
    uint64_t scratch_bytes;
    uint32_t free_param;    ///< what --exhaustive varies; SPEC_PARAMS_MAX: not possible
    uint32_t free_length;   ///< the length that packs its patterns; SPEC_PARAMS_MAX: none
    uint64_t pattern_count; ///< patterns in one case
    const struct corpus_completion *completion; ///< NULL where the kernel needs none
};

/// The numbers that the fixed part tries alone in one input, how many cases they make in all (where
/// these are too many, arrays try fewer specials), and what case `index` of the corpus is to be:
/// fixed cases stand at even indices, so that a short run sees random ones as well.
void corpus_fixed_collect(struct corpus_generator *generator, struct corpus_input *input);
void corpus_fixed_count(struct corpus_generator *generator);
struct corpus_plan corpus_fixed_plan(const struct corpus_generator *generator, uint64_t index);

/// Finds what --exhaustive would vary, if the contract has such a thing.
void corpus_exhaustive_prepare(struct corpus_generator *generator);

/// One case being drawn.
struct corpus_draw {
    const struct corpus_generator *generator;
    struct corpus_case *one;
    struct base_words words;
    struct base_random random;
    enum corpus_family family;
    struct corpus_plan plan;
    bool is_usual;                          ///< of several alternatives a float takes the first
    const struct spec_bench_point *point;   ///< its scalars are taken where the domains admit them
    uint64_t budget;                        ///< elements of all arrays
    spec_wide values[SPEC_PARAMS_MAX];      ///< of scalars, as corpus_case_values gives them
    const struct corpus_input *wrong_input; ///< what left a shape without a valid case
};

/// Evaluates an input's alternatives for the draw's scalars; false where none has a value.
bool corpus_input_evaluate(const struct corpus_draw *draw, struct corpus_input *input,
                           uint64_t count);

/// Whether some alternative holds the number.
bool corpus_input_holds(const struct corpus_input *input, uint64_t bits);

/// Draws scalars, then lowers them until counts and domains agree and the budget holds. False
/// where that fails; then wrong_input says for what.
bool corpus_shape_attempt(struct corpus_draw *draw);

/// Lowers the scalars that are there until counts and domains agree and the budget holds.
bool corpus_shape_settle(struct corpus_draw *draw);

/// Whether the scalars that are there need no lowering; sets all counts. Draws nothing.
bool corpus_shape_is_settled(struct corpus_draw *draw);

/// Takes the scalars of a case that is known to be valid, and sets all counts.
void corpus_take_fallback(struct corpus_draw *draw);

/// The largest value of an integer scalar's domain that is at most `limit`; false without one.
bool corpus_scalar_at_most(struct corpus_draw *draw, uint32_t param, spec_wide limit,
                           spec_wide *value);

/// Sets a scalar from its place.
void corpus_scalar_set(struct corpus_draw *draw, uint32_t param, spec_wide place);

/// Draws where each array lies between its guards.
void corpus_place_arrays(struct corpus_draw *draw);

/// Starts a draw of one of the two steps.
enum corpus_step {
    CORPUS_SHAPE,
    CORPUS_ELEMENTS,
};
void corpus_draw_start(struct corpus_draw *draw, const struct corpus_generator *generator,
                       uint64_t index, enum corpus_step step, struct corpus_case *one);

/// Fills the arrays and structs of the case whose scalars stand, in the order of the parameters.
void corpus_fill_elements(struct corpus_draw *draw);

// Numbers. `numbers` is dense: `count` numbers of the interval's type.

/// Number `special` of the list of remarkable numbers of a type; the list is as long as the
/// result of corpus_special_count.
uint64_t corpus_special(enum spec_base base, uint32_t special);
uint32_t corpus_special_count(enum spec_base base);

/// A remarkable number of the interval: an end, its neighbour, or one of the list.
uint64_t corpus_number_special(struct corpus_draw *draw, const struct corpus_interval *interval);

/// Any number of the interval, uniform on the line of representable values.
void corpus_fill_broad(struct corpus_draw *draw, const struct corpus_interval *interval,
                       uint8_t *numbers, size_t count);

/// Floats of a range uniform in value, as far as its ends allow.
void corpus_fill_uniform(struct corpus_draw *draw, const struct corpus_interval *interval,
                         uint8_t *numbers, size_t count);

/// Numbers as the family has them: exact small ones, or such as users have.
void corpus_fill_lattice(struct corpus_draw *draw, const struct corpus_interval *interval,
                         uint8_t *numbers, size_t count);
void corpus_fill_realistic(struct corpus_draw *draw, const struct corpus_interval *interval,
                           uint8_t *numbers, size_t count);

/// Magnitudes around one power of two: squares that over- or underflow, subnormals, the largest.
void corpus_fill_window(struct corpus_draw *draw, const struct corpus_interval *interval,
                        uint8_t *numbers, size_t count);

/// One number under the draw's family.
uint64_t corpus_number_draw(struct corpus_draw *draw, const struct corpus_interval *interval);

/// Replaces what lies outside the interval.
void corpus_fill_mend(struct corpus_draw *draw, const struct corpus_interval *interval,
                      uint8_t *numbers, size_t count);

/// Numbers in one of the arrangements that a family has. `param` is the parameter being filled:
/// earlier parameters may be mirrored.
void corpus_fill_pattern(struct corpus_draw *draw, const struct corpus_interval *interval,
                         uint32_t param, uint8_t *numbers, size_t count);

/// Fills all numbers of one input leaf, whatever its domain.
void corpus_input_fill(struct corpus_draw *draw, const struct corpus_input *input);

/// Sorted and unique numbers: orders what is there within the input's intervals.
void corpus_order_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                          uint8_t *numbers, size_t count);

/// Sorts integers that lie in 0..2^63, and tells whether no two numbers are equal in value.
void corpus_sort_numbers(struct corpus_draw *draw, const struct corpus_input *input,
                         uint8_t *numbers, size_t count);
bool corpus_numbers_differ(struct corpus_draw *draw, const struct corpus_input *input,
                           const uint8_t *numbers, size_t count);

/// Collects the parts of the line that the evaluated intervals cover.
void corpus_input_measure(struct corpus_input *input);

/// Whether the parts hold `count` different numbers.
bool corpus_input_has_room(const struct corpus_input *input, uint64_t count);

void corpus_fill_partition(struct corpus_draw *draw, const struct corpus_interval *interval,
                           uint8_t *numbers, size_t count);
void corpus_fill_permutation(struct corpus_draw *draw, const struct corpus_interval *interval,
                             uint8_t *numbers, size_t count);

#endif
