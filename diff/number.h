/// One number against another under one rule of the contract.
#ifndef LOCKSTEP_DIFF_NUMBER_H
#define LOCKSTEP_DIFF_NUMBER_H

#include "base/bits.h"
#include "diff/outcome.h"

#include <string.h>

/// A number as read from memory: floats widened exactly to double, integers kept exactly.
struct diff_number {
    enum spec_base base;
    uint64_t bits;     ///< as stored, zero-extended
    double real;       ///< of a float
    spec_wide integer; ///< of an integer
    bool is_nan, is_infinite;
};

/// Inline: it runs for every number that is not plainly equal.
static inline struct diff_number diff_number_read(enum spec_base base, const uint8_t *bytes) {
    struct diff_number number = {.base = base};
    memcpy(&number.bits, bytes, spec_base_size(base)); // little-endian: the low bytes come first
    if (base == SPEC_F32) {
        uint32_t bits = (uint32_t)number.bits;
        number.is_nan = base_is_nan_f32(bits);
        number.is_infinite = !number.is_nan && !base_is_finite_f32(bits);
        number.real = number.is_nan ? 0 : (double)base_f32_of(bits);
    } else if (base == SPEC_F64) {
        number.is_nan = base_is_nan_f64(number.bits);
        number.is_infinite = !number.is_nan && !base_is_finite_f64(number.bits);
        number.real = number.is_nan ? 0 : base_f64_of(number.bits);
    } else if (spec_base_is_signed(base)) {
        int shift = 64 - 8 * (int)spec_base_size(base);
        number.integer = (int64_t)(number.bits << shift) >> shift;
    } else {
        number.integer = (spec_wide)number.bits;
    }
    return number;
}

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
