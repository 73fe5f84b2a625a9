#include "fuzz/mutate.h"

#include "corpus/generate_parts.h"

enum { MOVES_MAX = 8 };

/// The value of a length after one step of the search: a neighbour, a multiple of a vector's or a
/// block's width and its neighbours, half, double, or anything short.
static uint64_t draw_length(struct base_words *words, uint64_t before) {
    uint64_t word = base_words_next(words), width = 4ull << (word >> 8) % 9;
    switch (word % 8) {
    case 0:
        return before + 1;
    case 1:
        return before > 0 ? before - 1 : 0;
    case 2:
        return before / 2;
    case 3:
        return before * 2;
    case 4:
        return width * (1 + (word >> 16) % 4) + (word >> 24) % 3 - 1;
    case 5:
        // The next multiple of the width above, or one of its neighbours.
        return (before / width + 1) * width + (word >> 24) % 3 - 1;
    case 6:
        return (word >> 16) % 16;
    default:
        return (word >> 16) % (1ull << (word >> 40) % 14);
    }
}

/// Elements that a longer array has gained repeat those it had; the shape was mended.
static void extend_arrays(const struct fuzz_codec *codec, struct corpus_case *one,
                          const uint64_t *counts_before, uint64_t turn) {
    for (uint32_t i = 0; i < codec->leaf_count; i++) {
        const struct fuzz_leaf *leaf = &codec->leaves[i];
        uint64_t before = counts_before[leaf->param] * leaf->layout->count;
        uint64_t count = fuzz_leaf_count(one, leaf);
        if (leaf->leaf == 0 && !leaf->is_plain && before < count)
            memset(one->arguments[leaf->param].data +
                       counts_before[leaf->param] * leaf->declared->element_size,
                   0,
                   (one->arguments[leaf->param].count - counts_before[leaf->param]) *
                       leaf->declared->element_size);
        for (uint64_t k = before, source = before; k < count; k++) {
            // In turn those that were there and a zero, or the last of them.
            bool has_source = before > 0 && (turn != 0 || source < before);
            uint64_t from = turn == 0 ? source : before - 1;
            fuzz_number_set(one, leaf, k, has_source ? fuzz_number_get(one, leaf, from) : 0);
            source = source == before ? 0 : source + 1;
        }
    }
}

static void remember_counts(const struct corpus_case *one, uint64_t *counts) {
    for (uint32_t i = 0; i < one->kernel->param_count; i++)
        counts[i] = one->arguments[i].count;
}

/// Shifts the elements behind `at` of all arrays that are as long as the length scalar says, so
/// that a lane is inserted (its elements doubled) or removed.
static void shift_lanes(const struct fuzz_codec *codec, struct corpus_case *one, uint32_t length,
                        uint64_t at, bool inserts, const uint64_t *counts_before) {
    for (uint32_t i = 0; i < codec->kernel->param_count; i++) {
        const struct spec_param *param = &codec->kernel->params[i];
        struct corpus_argument *argument = &one->arguments[i];
        bool is_lane = param->is_array && param->role != SPEC_OUT &&
                       param->extent->operation == SPEC_PARAM && param->extent->param == length;
        uint64_t count = counts_before[i];
        if (!is_lane || at >= count)
            continue;
        size_t size = param->element_size;
        uint8_t *here = argument->data + at * size;
        if (inserts && argument->count > count)
            memmove(here + size, here, (count - at) * size);
        else if (!inserts)
            memmove(here, here + size, (count - at - 1) * size);
    }
}

/// A random scalar of the wanted sort; false where the kernel has none.
static bool pick_scalar(const struct fuzz_codec *codec, struct base_words *words, bool is_length,
                        uint32_t *picked) {
    uint32_t count = codec->kernel->param_count;
    uint32_t start = count > 0 ? (uint32_t)base_words_below(words, count) : 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = (start + i) % count;
        const struct spec_param *param = &codec->kernel->params[index];
        if (!param->is_array && param->base != SPEC_STRUCT && param->is_length == is_length) {
            *picked = index;
            return true;
        }
    }
    return false;
}

static bool mutate_length(const struct fuzz_codec *codec, struct base_words *words,
                          struct corpus_case *one) {
    uint32_t length;
    uint64_t counts[SPEC_PARAMS_MAX];
    if (!pick_scalar(codec, words, true, &length))
        return false;
    uint64_t word = base_words_next(words), before = one->arguments[length].bits;
    remember_counts(one, counts);
    bool shifts = word % 4 == 0 && before > 0, inserts = (word & 16) != 0;
    one->arguments[length].bits =
        shifts ? (inserts ? before + 1 : before - 1) : draw_length(words, before);
    corpus_mend_shape(codec->generator, one, codec->elements_max);
    extend_arrays(codec, one, counts, word >> 8 & 1);
    if (shifts)
        shift_lanes(codec, one, length, base_words_below(words, before), inserts, counts);
    return true;
}

static bool mutate_scalar(const struct fuzz_codec *codec, struct base_words *words,
                          struct corpus_case *one) {
    uint32_t scalar;
    uint64_t counts[SPEC_PARAMS_MAX];
    if (!pick_scalar(codec, words, false, &scalar))
        return false;
    enum spec_base base = codec->kernel->params[scalar].base;
    uint64_t word = base_words_next(words), *bits = &one->arguments[scalar].bits;
    switch (word % 6) {
    case 0:
        *bits = fuzz_bits_step(base, *bits, fuzz_draw_steps(words));
        break;
    case 1:
        *bits = fuzz_bits_scale(base, *bits, (int)(word >> 8 & 7) - 3);
        break;
    case 2:
        *bits = fuzz_bits_negate(base, *bits);
        break;
    case 3:
        *bits ^= 1ull << (word >> 8) % (8 * spec_base_size(base));
        break;
    default:
        *bits = fuzz_draw_bits(words, base);
    }
    remember_counts(one, counts);
    corpus_mend_shape(codec->generator, one, codec->elements_max);
    extend_arrays(codec, one, counts, 0);
    return true;
}

static bool mutate_placement(const struct fuzz_codec *codec, struct base_words *words,
                             struct corpus_case *one) {
    uint64_t word = base_words_next(words);
    uint32_t index = (uint32_t)(word >> 32) % codec->kernel->param_count;
    if (!codec->kernel->params[index].is_array)
        return false;
    one->arguments[index].placement = (enum corpus_placement)(word % 3);
    one->arguments[index].offset = (uint32_t)(word >> 8 & 63);
    corpus_mend_shape(codec->generator, one, codec->elements_max);
    return true;
}

static bool mutate_leaf(const struct fuzz_codec *codec, struct base_words *words,
                        struct corpus_case *one) {
    if (codec->leaf_count == 0)
        return false;
    const struct fuzz_leaf *leaf = &codec->leaves[base_words_below(words, codec->leaf_count)];
    if (fuzz_leaf_count(one, leaf) == 0)
        return false;
    if (leaf->is_generated)
        corpus_generate_leaf(codec->generator, one, leaf->param, leaf->leaf,
                             base_words_next(words));
    else
        fuzz_mutate_numbers(codec, words, one, leaf);
    return true;
}

static void move_once(const struct fuzz_codec *codec, struct base_words *words,
                      struct corpus_case *one) {
    // A kernel without arrays has no move on them, and so on: another kind is tried then.
    for (int attempt = 0; attempt < 8; attempt++) {
        uint64_t kind = base_words_next(words) % 32;
        bool has_moved = kind < 22   ? mutate_leaf(codec, words, one)
                         : kind < 27 ? mutate_length(codec, words, one)
                         : kind < 31 ? mutate_scalar(codec, words, one)
                                     : mutate_placement(codec, words, one);
        if (has_moved)
            return;
    }
}

void fuzz_mutate_by(const struct fuzz_codec *codec, struct base_words *words,
                    struct corpus_case *one, int moves) {
    if (codec->kernel->param_count == 0)
        return;
    for (int i = 0; i < moves; i++)
        move_once(codec, words, one);
    corpus_mend_elements(codec->generator, one);
}

void fuzz_mutate(const struct fuzz_codec *codec, struct base_words *words,
                 struct corpus_case *one) {
    int moves = 1 + __builtin_ctzll(base_words_next(words) | 1ull << (MOVES_MAX - 1));
    fuzz_mutate_by(codec, words, one, moves);
}

/// Takes a run of elements of one array over, to the same place or another.
static void cross_run(struct base_words *words, const struct spec_param *param,
                      struct corpus_argument *to, const struct corpus_argument *from) {
    if (to->count == 0 || from->count == 0)
        return;
    uint64_t source = base_words_below(words, from->count);
    uint64_t target = base_words_next(words) % 2 == 0 && source < to->count
                          ? source
                          : base_words_below(words, to->count);
    uint64_t room =
        from->count - source < to->count - target ? from->count - source : to->count - target;
    uint64_t length = 1 + base_words_below(words, room);
    memcpy(to->data + target * param->element_size, from->data + source * param->element_size,
           length * param->element_size);
}

void fuzz_cross(const struct fuzz_codec *codec, struct base_words *words, struct corpus_case *one,
                const struct corpus_case *other) {
    uint64_t counts[SPEC_PARAMS_MAX], word = base_words_next(words);
    bool takes_scalars = word % 4 == 0;
    for (uint32_t i = 0; takes_scalars && i < codec->kernel->param_count; i++)
        if (!codec->kernel->params[i].is_array && (word >> (8 + i) & 1) != 0)
            one->arguments[i].bits = other->arguments[i].bits;
    remember_counts(one, counts);
    corpus_mend_shape(codec->generator, one, codec->elements_max);
    extend_arrays(codec, one, counts, 0);
    for (uint32_t i = 0; i < codec->kernel->param_count; i++) {
        const struct spec_param *param = &codec->kernel->params[i];
        bool has_elements = param->is_array ? param->role != SPEC_OUT : param->base == SPEC_STRUCT;
        if (has_elements && base_words_next(words) % 2 == 0)
            cross_run(words, param, &one->arguments[i], &other->arguments[i]);
    }
    corpus_mend_elements(codec->generator, one);
}
