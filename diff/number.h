/// One number against another under one rule of the contract.
#ifndef LOCKSTEP_DIFF_NUMBER_H
#define LOCKSTEP_DIFF_NUMBER_H

#include "diff/outcome.h"

/// A number as read from memory: floats widened exactly to double, integers kept exactly.
struct diff_number {
    enum spec_base base;
    uint64_t bits;     ///< as stored, zero-extended
    double real;       ///< of a float
    spec_wide integer; ///< of an integer
    bool is_nan, is_infinite;
};

struct diff_number diff_number_read(enum spec_base base, const uint8_t *bytes);

/// Whether the rule accepts `optimized` for `reference`. `near_tolerance` serves a bare `near`;
/// `magnitude` is the scale of the result, or negative where there is none. Not for `with`.
bool diff_number_accepts(const struct spec_rule *rule, const struct diff_number *reference,
                         const struct diff_number *optimized, double near_tolerance,
                         long double magnitude);

/// How two numbers differ, and by how much relative to the larger one (infinite where no distance
/// means anything).
enum diff_kind diff_number_kind(const struct diff_number *reference,
                                const struct diff_number *optimized, double *error);

#endif
