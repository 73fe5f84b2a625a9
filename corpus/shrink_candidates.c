#include "base/bits.h"
#include "corpus/shrink_state.h"

static void add(struct corpus_candidates *candidates, uint64_t bits) {
    if (candidates->count < CORPUS_CANDIDATES_MAX) {
        candidates->bits[candidates->count++] = bits;
    }
}

static void add_double(struct corpus_candidates *candidates, enum spec_base base, double value) {
    uint64_t bits;
    if (corpus_double_bits(base, value, &bits)) {
        add(candidates, bits);
    }
}

/// Truncated, with fewer significant bits, with few decimals.
static void add_rounded(struct corpus_candidates *candidates, enum spec_base base, uint64_t bits) {
    double value = corpus_double_of(base, bits);
    if (value > -9e15 && value < 9e15) {
        double whole = (double)(int64_t)value;
        add_double(candidates, base, whole);
        add_double(candidates, base, value < 0 ? whole - 1 : whole + 1);
    }
    for (int significant = 1; significant <= 12; significant++) {
        uint64_t rounded;
        for (int up = 0; up <= 1; up++) {
            if (corpus_round_bits(base, bits, significant, up == 1, &rounded)) {
                add(candidates, rounded);
            }
        }
    }
    if (value > -1e5 && value < 1e5) {
        for (double power = 10; power <= 1000; power *= 10) {
            double whole = (double)(int64_t)(value * power);
            add_double(candidates, base, whole / power);
            add_double(candidates, base, (value < 0 ? whole - 1 : whole + 1) / power);
        }
    }
}

static void list_floats(enum spec_base base, uint64_t bits, struct corpus_candidates *candidates) {
    bool is_f32 = base == SPEC_F32;
    uint64_t sign_bit = UINT64_C(1) << (is_f32 ? 31 : 63);
    uint64_t infinity = is_f32 ? UINT64_C(0x7f800000) : UINT64_C(0x7ff0000000000000);
    uint64_t quiet = UINT64_C(1) << (is_f32 ? 22 : 51);
    uint64_t normal = UINT64_C(1) << (is_f32 ? 23 : 52);
    bool is_negative = (bits & sign_bit) != 0;
    add(candidates, 0);
    add(candidates, sign_bit);
    for (int whole = 1; whole <= 10; whole++) {
        add_double(candidates, base, is_negative ? -whole : whole);
        add_double(candidates, base, is_negative ? whole : -whole);
    }
    add(candidates, bits ^ sign_bit);
    uint64_t sign = bits & sign_bit;
    if (corpus_bits_are_nan(base, bits)) {
        const uint64_t simpler[] = {infinity, infinity | quiet, infinity | quiet | 1, infinity | 1};
        for (size_t i = 0; i < sizeof simpler / sizeof simpler[0]; i++) {
            add(candidates, simpler[i]);
            add(candidates, simpler[i] | sign_bit);
        }
        return;
    }
    if ((bits & ~sign_bit) == infinity) {
        add(candidates, sign | (infinity - normal)); // the largest power of two
        add(candidates, sign | (infinity - 1));
        return;
    }
    if ((bits & ~sign_bit) < normal) {
        add(candidates, sign | normal);
        add(candidates, sign | 1);
    }
    if ((bits & ~sign_bit) != 0) {
        add_rounded(candidates, base, bits);
    }
}

static void list_integers(const struct corpus_numbers *numbers, uint64_t bits,
                          struct corpus_candidates *candidates) {
    enum spec_base base = numbers->leaf->base;
    const struct spec_enum *enumeration = numbers->leaf->enumeration;
    if (enumeration != NULL) {
        for (uint32_t i = 0; i < enumeration->count; i++) {
            add(candidates, corpus_bits_of_place(base, enumeration->values[i]));
        }
        return;
    }
    for (spec_wide whole = 0; whole <= 4; whole++) {
        add(candidates, corpus_bits_of_place(base, whole));
        if (spec_base_is_signed(base) && whole > 0) {
            add(candidates, corpus_bits_of_place(base, -whole));
        }
    }
    spec_wide value = corpus_place_of_bits(base, bits);
    if (value < 0 && -value <= spec_base_maximum(base)) {
        add(candidates, corpus_bits_of_place(base, -value));
    }
    add(candidates, bits & (bits - 1)); // without its lowest bit
}

/// The ends of every alternative: the simplest values where 0 and 1 lie outside.
static void add_ends(const struct corpus_case *one, const struct corpus_numbers *numbers,
                     struct corpus_candidates *candidates) {
    struct corpus_resolved resolved;
    corpus_resolve(one, numbers, &resolved);
    for (uint32_t i = 0; i < resolved.count && i < 4; i++) {
        const struct corpus_interval *interval = &resolved.intervals[i];
        if (interval->kind == SPEC_RANGE && !interval->is_empty) {
            add(candidates, corpus_bits_of_place(resolved.base, interval->low));
            add(candidates, corpus_bits_of_place(resolved.base, interval->high));
        }
    }
}

void corpus_list_candidates(const struct corpus_case *one, const struct corpus_numbers *numbers,
                            uint64_t bits, struct corpus_candidates *candidates) {
    candidates->count = 0;
    if (spec_base_is_float(numbers->leaf->base)) {
        list_floats(numbers->leaf->base, bits, candidates);
    } else {
        list_integers(numbers, bits, candidates);
    }
    add_ends(one, numbers, candidates);
}
