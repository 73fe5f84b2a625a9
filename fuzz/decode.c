#include "fuzz/codec.h"

#include "base/random.h"
#include "corpus/generate_parts.h"

/// The bytes that are left. Behind their end stand zeros.
struct reader {
    const uint8_t *next;
    size_t left;
};

static uint64_t read_bytes(struct reader *reader, size_t size) {
    uint64_t bits = 0;
    size_t taken = size < reader->left ? size : reader->left;
    if (reader->left >= sizeof bits) {
        memcpy(&bits, reader->next, sizeof bits);
        bits &= size < sizeof bits ? (1ull << 8 * size) - 1 : UINT64_MAX;
    } else {
        memcpy(&bits, reader->next, taken);
    }
    reader->next += taken;
    reader->left -= taken;
    return bits;
}

/// A length takes one byte up to 239, so that random bytes are mostly short cases.
static uint64_t read_length(struct reader *reader) {
    uint64_t first = read_bytes(reader, 1);
    return first < 0xf0 ? first : read_bytes(reader, (first & 7) + 1);
}

static void read_scalars(const struct fuzz_codec *codec, struct reader *reader,
                         struct corpus_case *one) {
    for (uint32_t i = 0; i < codec->kernel->param_count; i++) {
        const struct spec_param *param = &codec->kernel->params[i];
        struct corpus_argument *argument = &one->arguments[i];
        argument->count = 1;
        if (param->is_array || param->base == SPEC_STRUCT)
            continue;
        argument->bits = param->is_length ? read_length(reader)
                                          : read_bytes(reader, spec_base_size(param->base));
        if (param->is_length && spec_base_size(param->base) < 8)
            argument->bits &= (1ull << 8 * spec_base_size(param->base)) - 1;
    }
    for (uint32_t i = 0; i < codec->kernel->param_count; i++) {
        if (!codec->kernel->params[i].is_array)
            continue;
        uint64_t byte = read_bytes(reader, 1);
        one->arguments[i].placement = (enum corpus_placement)((byte & 3) % 3);
        one->arguments[i].offset = (uint32_t)byte >> 2;
    }
}

static void fill_zeros(struct corpus_case *one, const struct fuzz_leaf *leaf, uint64_t from,
                       uint64_t count) {
    if (leaf->is_plain) {
        memset(one->arguments[leaf->param].data + from * leaf->size, 0,
               (count - from) * leaf->size);
        return;
    }
    for (uint64_t i = from; i < count; i++)
        fuzz_number_set(one, leaf, i, 0);
}

static void read_raw(struct reader *reader, struct corpus_case *one, const struct fuzz_leaf *leaf,
                     uint64_t count) {
    uint64_t given = (reader->left + leaf->size - 1) / leaf->size;
    given = given < count ? given : count;
    if (leaf->is_plain && given * leaf->size <= reader->left) {
        memcpy(one->arguments[leaf->param].data, reader->next, given * leaf->size);
        reader->next += given * leaf->size;
        reader->left -= given * leaf->size;
    } else {
        for (uint64_t i = 0; i < given; i++)
            fuzz_number_set(one, leaf, i, read_bytes(reader, leaf->size));
    }
    fill_zeros(one, leaf, given, count);
}

static void read_grid(struct reader *reader, struct corpus_case *one, const struct fuzz_leaf *leaf,
                      uint64_t count) {
    uint64_t given = reader->left < count ? reader->left : count;
    for (uint64_t i = 0; i < given; i++)
        fuzz_number_set(one, leaf, i,
                        fuzz_bits_of_integer(leaf->base, (int8_t)read_bytes(reader, 1)));
    fill_zeros(one, leaf, given, count);
}

static void read_sparse(struct reader *reader, struct corpus_case *one,
                        const struct fuzz_leaf *leaf, uint64_t count) {
    fill_zeros(one, leaf, 0, count);
    uint64_t numbers = read_bytes(reader, 1) % 32, at = 0;
    // Distances are above 0: zeros behind the end must not wipe what stands before it.
    for (uint64_t i = 0; i < numbers && reader->left > 0; i++) {
        at += read_bytes(reader, 1) + (i > 0);
        if (at >= count)
            return;
        fuzz_number_set(one, leaf, at, read_bytes(reader, leaf->size));
    }
}

/// One step's argument, and the run of numbers that it makes.
struct step {
    enum fuzz_step kind;
    uint64_t start, end;
    uint64_t bits;
    int64_t by;
    struct base_words words;
    uint64_t mask;
};

static struct step read_step(struct reader *reader, const struct fuzz_leaf *leaf, uint64_t start,
                             uint64_t count) {
    struct step step = {.kind = (enum fuzz_step)(read_bytes(reader, 1) % FUZZ_STEPS),
                        .start = start};
    uint64_t length = read_bytes(reader, 1);
    step.end = length < 255 && length + 1 < count - start ? start + length + 1 : count;
    bool has_number = step.kind == FUZZ_FILL || step.kind == FUZZ_RAMP || step.kind == FUZZ_NOISE;
    bool has_byte = step.kind == FUZZ_REPEAT || step.kind == FUZZ_SCALE ||
                    step.kind == FUZZ_MIRROR || step.kind == FUZZ_SPECIAL;
    if (has_number)
        step.bits = read_bytes(reader, leaf->size);
    if (has_byte)
        step.by = (int8_t)read_bytes(reader, 1);
    if (step.kind == FUZZ_RAMP)
        step.by = (int32_t)read_bytes(reader, 4);
    if (step.kind == FUZZ_NOISE) {
        uint64_t width = read_bytes(reader, 1) % (8 * leaf->size + 1);
        step.mask = width == 64 ? UINT64_MAX : (1ull << width) - 1;
        step.words.state = read_bytes(reader, 4);
    }
    if (step.kind == FUZZ_SPECIAL)
        step.bits = corpus_special(leaf->base,
                                   (uint32_t)(uint8_t)step.by % corpus_special_count(leaf->base));
    return step;
}

/// The number that a step puts at `index`, from what stands before it.
static uint64_t step_number(const struct fuzz_codec *codec, struct reader *reader,
                            const struct corpus_case *one, const struct fuzz_leaf *leaf,
                            struct step *step, uint64_t index) {
    uint64_t back;
    switch (step->kind) {
    case FUZZ_LITERAL:
        return read_bytes(reader, leaf->size);
    case FUZZ_REPEAT:
        back = (uint64_t)(uint8_t)step->by + 1;
        return index >= back ? fuzz_number_get(one, leaf, index - back) : 0;
    case FUZZ_RAMP:
        return fuzz_bits_step(leaf->base, step->bits, step->by * (int64_t)(index - step->start));
    case FUZZ_NEGATE:
        back = step->end - step->start;
        return index >= back
                   ? fuzz_bits_negate(leaf->base, fuzz_number_get(one, leaf, index - back))
                   : 0;
    case FUZZ_SCALE:
        return index >= 1 ? fuzz_bits_scale(leaf->base, fuzz_number_get(one, leaf, index - 1),
                                            (int)step->by)
                          : 0;
    case FUZZ_MIRROR: {
        const struct fuzz_leaf *source = leaf->mirror >= 0 ? &codec->leaves[leaf->mirror] : NULL;
        if (source == NULL || index >= fuzz_leaf_count(one, source))
            return 0;
        return fuzz_bits_step(leaf->base, fuzz_number_get(one, source, index), step->by);
    }
    case FUZZ_NOISE:
        return step->bits ^ (base_words_next(&step->words) & step->mask);
    default: // FUZZ_FILL, FUZZ_SPECIAL
        return step->bits;
    }
}

/// Steps that need no look at what stands before them, in bulk where numbers lie side by side.
static bool make_in_bulk(struct reader *reader, struct corpus_case *one,
                         const struct fuzz_leaf *leaf, const struct step *step) {
    uint8_t *numbers = one->arguments[leaf->param].data + step->start * leaf->size;
    size_t count = step->end - step->start, bytes = count * leaf->size;
    if (!leaf->is_plain)
        return false;
    if (step->kind == FUZZ_LITERAL && bytes <= reader->left) {
        memcpy(numbers, reader->next, bytes);
        reader->next += bytes;
        reader->left -= bytes;
        return true;
    }
    if (step->kind != FUZZ_FILL && step->kind != FUZZ_SPECIAL)
        return false;
    // Each copy doubles what is filled.
    corpus_number_set(numbers, 0, leaf->size, step->bits);
    for (size_t done = leaf->size; done < bytes; done *= 2)
        memcpy(numbers + done, numbers, done < bytes - done ? done : bytes - done);
    return true;
}

static void read_program(const struct fuzz_codec *codec, struct reader *reader,
                         struct corpus_case *one, const struct fuzz_leaf *leaf, uint64_t count) {
    uint64_t at = 0;
    while (at < count && reader->left > 0) {
        struct step step = read_step(reader, leaf, at, count);
        if (make_in_bulk(reader, one, leaf, &step))
            at = step.end;
        for (; at < step.end; at++)
            fuzz_number_set(one, leaf, at, step_number(codec, reader, one, leaf, &step, at));
    }
    fill_zeros(one, leaf, at, count);
}

/// Numbers that only a generator in C can make are taken as bits where a hash vouches for them;
/// otherwise the bytes are the generator's seed.
static void read_generated(const struct fuzz_codec *codec, struct reader *reader,
                           struct corpus_case *one, const struct fuzz_leaf *leaf, uint64_t count) {
    uint64_t mode = read_bytes(reader, 1), seed = read_bytes(reader, 8);
    size_t bytes = count * leaf->size;
    bool is_vouched = mode == FUZZ_RAW + 1 && bytes <= reader->left &&
                      base_random_hash(reader->next, bytes) == seed;
    if (is_vouched)
        read_raw(reader, one, leaf, count);
    else
        corpus_generate_leaf(codec->generator, one, leaf->param, leaf->leaf, seed);
}

static void read_leaf(const struct fuzz_codec *codec, struct reader *reader,
                      struct corpus_case *one, const struct fuzz_leaf *leaf) {
    uint64_t count = fuzz_leaf_count(one, leaf);
    if (leaf->is_generated) {
        read_generated(codec, reader, one, leaf, count);
        return;
    }
    switch ((enum fuzz_mode)(read_bytes(reader, 1) % FUZZ_MODES)) {
    case FUZZ_PROGRAM:
        read_program(codec, reader, one, leaf, count);
        break;
    case FUZZ_GRID:
        read_grid(reader, one, leaf, count);
        break;
    case FUZZ_SPARSE:
        read_sparse(reader, one, leaf, count);
        break;
    default:
        read_raw(reader, one, leaf, count);
    }
}

void fuzz_decode(const struct fuzz_codec *codec, const uint8_t *bytes, size_t size,
                 struct corpus_case *one) {
    static const uint8_t none[1];
    struct reader reader = {.next = size > 0 ? bytes : none, .left = size};
    read_scalars(codec, &reader, one);
    corpus_mend_shape(codec->generator, one, codec->elements_max);
    for (uint32_t i = 0; i < codec->leaf_count; i++) {
        const struct fuzz_leaf *leaf = &codec->leaves[i];
        struct corpus_argument *argument = &one->arguments[leaf->param];
        // Padding between fields is zero in every case.
        if (leaf->leaf == 0 && leaf->declared->base == SPEC_STRUCT)
            memset(argument->data, 0, argument->count * leaf->declared->element_size);
        read_leaf(codec, &reader, one, leaf);
    }
    corpus_mend_elements(codec->generator, one);
}
