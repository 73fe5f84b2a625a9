/// Domains evaluated for the scalars at hand: intervals of numbers, and membership.
///
/// Numbers of every type are handled as bits, zero-extended to 64, or as places on a line: an
/// integer is its value, a float its rank among the representable values (−0 and +0 share place 0,
/// infinity lies one step past the largest finite; NaN has no place).
#ifndef LOCKSTEP_CORPUS_DOMAIN_H
#define LOCKSTEP_CORPUS_DOMAIN_H

#include "corpus/case.h"

#include <string.h>

/// One alternative with its bounds evaluated. `low` and `high` are places on the line, inclusive;
/// kinds that are no range have their outermost places there too (nan has none). A partition's
/// `high` is its last value, a permutation's its largest.
struct corpus_interval {
    enum spec_value kind;
    enum spec_base base;
    bool is_empty; ///< no number fits, or no array of this many numbers
    spec_wide low, high;
};

/// Evaluates an alternative for an array of `count` numbers. `values` as corpus_case_values gives
/// them; `arguments` for bounds that name float scalars.
void corpus_interval_evaluate(const struct spec_alternative *alternative, enum spec_base base,
                              const struct corpus_case *one, const spec_wide *values,
                              uint64_t count, struct corpus_interval *interval);

/// Whether one number lies in it; for a partition or permutation only that it is in reach.
bool corpus_interval_holds(const struct corpus_interval *interval, uint64_t bits);

/// Whether all of a dense run of numbers lie in it; looks at them side by side where it can.
bool corpus_interval_holds_all(const struct corpus_interval *interval, const uint8_t *numbers,
                               size_t count);

/// Whether the alternative's bounds name a parameter, so that they change from case to case.
bool corpus_alternative_varies(const struct spec_alternative *alternative);

/// The parameters that an expression names, one bit each.
uint32_t corpus_expr_params(const struct spec_expr *expr);

/// The parameters that an alternative's bounds name.
uint32_t corpus_alternative_params(const struct spec_alternative *alternative);

/// Evaluates an extent; false where it is negative or overflows.
bool corpus_extent_evaluate(const struct spec_param *param, const spec_wide *values,
                            uint64_t *count);

bool corpus_bits_are_nan(enum spec_base base, uint64_t bits);
spec_wide corpus_place_of_bits(enum spec_base base, uint64_t bits);  ///< not for NaN
uint64_t corpus_bits_of_place(enum spec_base base, spec_wide place); ///< +0 for a float's place 0

/// Number `index` of a dense run of numbers of `size` bytes.
static inline uint64_t corpus_number_get(const uint8_t *numbers, size_t index, size_t size) {
    uint64_t bits = 0;
    switch (size) {
    case 1:
        return numbers[index];
    case 2:
        memcpy(&bits, numbers + 2 * index, 2);
        return bits;
    case 4:
        memcpy(&bits, numbers + 4 * index, 4);
        return bits;
    default:
        memcpy(&bits, numbers + 8 * index, 8);
        return bits;
    }
}

static inline void corpus_number_set(uint8_t *numbers, size_t index, size_t size, uint64_t bits) {
    switch (size) {
    case 1:
        memcpy(numbers + index, &bits, 1);
        break;
    case 2:
        memcpy(numbers + 2 * index, &bits, 2);
        break;
    case 4:
        memcpy(numbers + 4 * index, &bits, 4);
        break;
    default:
        memcpy(numbers + 8 * index, &bits, 8);
        break;
    }
}

/// Where number `index` of a leaf lies in an array of elements.
static inline size_t corpus_leaf_offset(const struct spec_param *param,
                                        const struct spec_leaf *leaf, size_t index) {
    size_t element = index / leaf->count, within = index % leaf->count;
    return element * param->element_size + leaf->offset + within * spec_base_size(leaf->base);
}

/// Whether the domain binds the numbers of an array to each other: an order, uniqueness, a
/// partition, a permutation, a generator of the user's.
bool corpus_is_array_wise(const struct spec_domain *domain);

#endif
