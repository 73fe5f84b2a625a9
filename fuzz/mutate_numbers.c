#include "corpus/generate_parts.h"
#include "fuzz/mutate.h"

/// The numbers that a move is about: start, start + step, … before end.
struct range {
    uint64_t start, end, step;
};

static struct range draw_range(struct base_words *words, uint64_t count) {
    uint64_t word = base_words_next(words), start = base_words_below(words, count);
    uint64_t length = 1 + (word >> 8) % (2ull << (word >> 32) % 7);
    switch (word % 8) {
    case 0:
    case 1:
    case 2:
        return (struct range){start, start + 1, 1};
    case 3:
    case 4:
    case 5:
        return (struct range){start, length < count - start ? start + length : count, 1};
    case 6:
        // One lane of a vector, over the whole array.
        start %= 2ull << (word >> 16) % 6;
        return (struct range){start, count, 2ull << (word >> 16) % 6};
    default:
        return (struct range){0, count, 1};
    }
}

/// A number to take over: of this leaf, or of an earlier one of the same type.
static uint64_t draw_source(const struct fuzz_codec *codec, struct base_words *words,
                            const struct corpus_case *one, const struct fuzz_leaf *leaf) {
    const struct fuzz_leaf *source = leaf;
    bool looks_elsewhere = leaf->mirror >= 0 && base_words_next(words) % 2 == 0;
    if (looks_elsewhere && fuzz_leaf_count(one, &codec->leaves[leaf->mirror]) > 0)
        source = &codec->leaves[leaf->mirror];
    uint64_t count = fuzz_leaf_count(one, source);
    return count > 0 ? fuzz_number_get(one, source, base_words_below(words, count)) : 0;
}

/// What is done with each number of the range.
enum change {
    CHANGE_STEP,
    CHANGE_SCALE,
    CHANGE_NEGATE,
    CHANGE_SET,
    CHANGE_FRACTION, ///< random low bits
    CHANGE_EXPONENT, ///< one exponent for all, their fractions kept
    CHANGE_FLIP,
    CHANGE_DRAW, ///< each another remarkable number
    CHANGE_MEET, ///< half way to a number, along the line
    CHANGES,
};

struct change_plan {
    enum change kind;
    uint64_t bits; ///< the number that is set, met, or whose exponent is taken
    uint64_t mask;
    int64_t steps;
    int exponent;
};

static struct change_plan draw_plan(const struct fuzz_codec *codec, struct base_words *words,
                                    const struct corpus_case *one, const struct fuzz_leaf *leaf) {
    uint64_t word = base_words_next(words);
    struct change_plan plan = {.kind = (enum change)(word % CHANGES)};
    plan.steps = fuzz_draw_steps(words);
    plan.exponent = (word >> 8 & 3) == 0 ? (int)(word >> 16 & 63) - 32 : (int)(word >> 16 & 3) - 2;
    plan.exponent += plan.exponent >= 0;
    bool draws = (word >> 24 & 1) != 0;
    plan.bits = draws ? fuzz_draw_bits(words, leaf->base) : draw_source(codec, words, one, leaf);
    uint64_t width = (word >> 32) % (8 * leaf->size + 1);
    plan.mask = width == 64 ? UINT64_MAX : (1ull << width) - 1;
    if (plan.kind == CHANGE_FLIP)
        plan.mask = 1ull << (word >> 40) % (8 * leaf->size);
    if (plan.kind == CHANGE_EXPONENT)
        plan.mask = leaf->base == SPEC_F32   ? 0x7f800000u
                    : leaf->base == SPEC_F64 ? 0x7ffull << 52
                                             : ~plan.mask;
    return plan;
}

static uint64_t change_number(const struct change_plan *plan, struct base_words *words,
                              enum spec_base base, uint64_t bits) {
    uint64_t type = spec_base_size(base) == 8 ? UINT64_MAX : (1ull << 8 * spec_base_size(base)) - 1;
    switch (plan->kind) {
    case CHANGE_STEP:
        return fuzz_bits_step(base, bits, plan->steps);
    case CHANGE_SCALE:
        return fuzz_bits_scale(base, bits, plan->exponent);
    case CHANGE_NEGATE:
        return fuzz_bits_negate(base, bits);
    case CHANGE_FRACTION:
        return bits ^ (base_words_next(words) & plan->mask);
    case CHANGE_EXPONENT:
        return ((bits & ~plan->mask) | (plan->bits & plan->mask)) & type;
    case CHANGE_FLIP:
        return bits ^ plan->mask;
    case CHANGE_DRAW:
        return fuzz_draw_bits(words, base);
    case CHANGE_MEET: {
        if (corpus_bits_are_nan(base, bits) || corpus_bits_are_nan(base, plan->bits))
            return plan->bits;
        spec_wide here = corpus_place_of_bits(base, bits);
        spec_wide there = corpus_place_of_bits(base, plan->bits);
        return corpus_bits_of_place(base, here + (there - here) / 2);
    }
    default: // CHANGE_SET
        return plan->bits;
    }
}

/// Copies a run within the leaf or from an earlier one: as it is, negated, or a few steps off.
static void copy_run(const struct fuzz_codec *codec, struct base_words *words,
                     struct corpus_case *one, const struct fuzz_leaf *leaf, struct range range) {
    uint64_t word = base_words_next(words), count = fuzz_leaf_count(one, leaf);
    const struct fuzz_leaf *source = leaf;
    uint64_t from = base_words_below(words, count);
    if (leaf->mirror >= 0 && (word & 1) != 0) {
        source = &codec->leaves[leaf->mirror];
        from = range.start; // the same place in the other array: pairs meet in products and sums
    } else if ((word & 2) != 0) {
        // A distance that vectors have: lanes fall on lanes.
        uint64_t distance = 1ull << (word >> 8) % 8;
        from = range.start >= distance ? range.start - distance : range.start + distance;
    }
    int64_t steps = (word & 12) == 0 ? fuzz_draw_steps(words) : 0;
    uint64_t source_count = fuzz_leaf_count(one, source);
    for (uint64_t i = range.start; i < range.end; i += range.step) {
        uint64_t at = from + (i - range.start);
        if (at >= source_count)
            return;
        uint64_t bits = fuzz_number_get(one, source, at);
        if ((word & 16) != 0)
            bits = fuzz_bits_negate(leaf->base, bits);
        fuzz_number_set(one, leaf, i, fuzz_bits_step(leaf->base, bits, steps));
    }
}

static void swap_numbers(struct base_words *words, struct corpus_case *one,
                         const struct fuzz_leaf *leaf) {
    uint64_t count = fuzz_leaf_count(one, leaf);
    uint64_t i = base_words_below(words, count), j = base_words_below(words, count);
    uint64_t bits = fuzz_number_get(one, leaf, i);
    fuzz_number_set(one, leaf, i, fuzz_number_get(one, leaf, j));
    fuzz_number_set(one, leaf, j, bits);
}

void fuzz_mutate_numbers(const struct fuzz_codec *codec, struct base_words *words,
                         struct corpus_case *one, const struct fuzz_leaf *leaf) {
    uint64_t kind = base_words_next(words) % 16;
    struct range range = draw_range(words, fuzz_leaf_count(one, leaf));
    if (kind == 0) {
        swap_numbers(words, one, leaf);
        return;
    }
    if (kind < 4) {
        copy_run(codec, words, one, leaf, range);
        return;
    }
    struct change_plan plan = draw_plan(codec, words, one, leaf);
    for (uint64_t i = range.start; i < range.end; i += range.step)
        fuzz_number_set(one, leaf, i,
                        change_number(&plan, words, leaf->base, fuzz_number_get(one, leaf, i)));
}
