#include "fuzz/codec.h"

#include "base/random.h"

/// A run of at least this many equal numbers is shorter as a step of its own.
enum { RUN_MIN = 4, STEP_NUMBERS_MAX = 255 };

/// Numbers that are compared together, where they seem to be equal and where they do not.
enum { BLOCK_NUMBERS = 32, LOOK_NUMBERS = 16 };

/// Room for bytes; what does not fit is counted and dropped.
struct writer {
    uint8_t *bytes;
    size_t used, capacity;
};

static void write_bytes(struct writer *writer, uint64_t bits, size_t size) {
    // A word where there is room for one: what is too much is written over, or behind the end.
    if (writer->used + sizeof bits <= writer->capacity)
        memcpy(writer->bytes + writer->used, &bits, sizeof bits);
    else if (writer->used + size <= writer->capacity)
        memcpy(writer->bytes + writer->used, &bits, size);
    writer->used += size;
}

static void write_length(struct writer *writer, uint64_t length) {
    size_t size = 1;
    if (length < 0xf0) {
        write_bytes(writer, length, 1);
        return;
    }
    while (size < 8 && length >> 8 * size != 0)
        size++;
    write_bytes(writer, 0xf0 | (size - 1), 1);
    write_bytes(writer, length, size);
}

static void write_scalars(const struct fuzz_codec *codec, struct writer *writer,
                          const struct corpus_case *one) {
    for (uint32_t i = 0; i < codec->kernel->param_count; i++) {
        const struct spec_param *param = &codec->kernel->params[i];
        uint64_t bits = one->arguments[i].bits;
        if (param->is_array || param->base == SPEC_STRUCT)
            continue;
        if (param->is_length)
            write_length(writer, bits);
        else
            write_bytes(writer, bits, spec_base_size(param->base));
    }
    for (uint32_t i = 0; i < codec->kernel->param_count; i++)
        if (codec->kernel->params[i].is_array)
            write_bytes(writer, one->arguments[i].placement | one->arguments[i].offset << 2, 1);
}

static void write_numbers(struct writer *writer, const struct corpus_case *one,
                          const struct fuzz_leaf *leaf, uint64_t from, uint64_t end) {
    size_t bytes = (end - from) * leaf->size;
    for (uint64_t i = from; !leaf->is_plain && i < end; i++)
        write_bytes(writer, fuzz_number_get(one, leaf, i), leaf->size);
    if (!leaf->is_plain)
        return;
    if (bytes > 0 && writer->used + bytes <= writer->capacity)
        memcpy(writer->bytes + writer->used, one->arguments[leaf->param].data + from * leaf->size,
               bytes);
    writer->used += bytes;
}

/// Numbers [from, end) as literal steps.
static void write_literals(struct writer *writer, const struct corpus_case *one,
                           const struct fuzz_leaf *leaf, uint64_t from, uint64_t end) {
    while (from < end) {
        uint64_t length = end - from < STEP_NUMBERS_MAX ? end - from : STEP_NUMBERS_MAX;
        write_bytes(writer, FUZZ_LITERAL, 1);
        write_bytes(writer, length - 1, 1);
        write_numbers(writer, one, leaf, from, from + length);
        from += length;
    }
}

static void write_fill(struct writer *writer, const struct fuzz_leaf *leaf, uint64_t bits,
                       uint64_t length, bool is_last) {
    while (length > 0) {
        uint64_t part = length < STEP_NUMBERS_MAX ? length : STEP_NUMBERS_MAX;
        write_bytes(writer, FUZZ_FILL, 1);
        write_bytes(writer, is_last ? 255 : part - 1, 1);
        write_bytes(writer, bits, leaf->size);
        length = is_last ? 0 : length - part;
    }
}

/// Where the run of numbers equal to the one at `at` ends. In a run, memory equals itself moved by
/// one number: once it is as long as a block, whole blocks are compared at once.
static inline __attribute__((always_inline)) uint64_t dense_end(const uint8_t *numbers, size_t size,
                                                                uint64_t at, uint64_t count) {
    uint64_t end = at + 1, bits = corpus_number_get(numbers, at, size);
    uint64_t first = count - at < BLOCK_NUMBERS ? count : at + BLOCK_NUMBERS;
    while (end < first && corpus_number_get(numbers, end, size) == bits)
        end++;
    if (end < first)
        return end;
    while (count - end >= BLOCK_NUMBERS &&
           memcmp(numbers + (end - 1) * size, numbers + end * size, BLOCK_NUMBERS * size) == 0)
        end += BLOCK_NUMBERS;
    while (end < count && corpus_number_get(numbers, end, size) == bits)
        end++;
    return end;
}

static uint64_t run_end(const struct corpus_case *one, const struct fuzz_leaf *leaf, uint64_t at,
                        uint64_t count) {
    const uint8_t *numbers = one->arguments[leaf->param].data;
    uint64_t end = at + 1, bits;
    // Each size has a loop of its own, here and below: they look at every number that is written.
    switch (leaf->is_plain ? leaf->size : 0) {
    case 1:
        return dense_end(numbers, 1, at, count);
    case 2:
        return dense_end(numbers, 2, at, count);
    case 4:
        return dense_end(numbers, 4, at, count);
    case 8:
        return dense_end(numbers, 8, at, count);
    default:
        bits = fuzz_number_get(one, leaf, at);
        while (end < count && fuzz_number_get(one, leaf, end) == bits)
            end++;
        return end;
    }
}

/// Where the first run of RUN_MIN numbers or more begins, from `at` on; `count` where there is
/// none. Most neighbours differ: compilers make vector code of a look at a block of them.
static inline __attribute__((always_inline)) uint64_t dense_run(const uint8_t *numbers, size_t size,
                                                                uint64_t at, uint64_t count) {
    for (uint64_t looked = at; at + RUN_MIN <= count;) {
        uint64_t length = 1, bits = corpus_number_get(numbers, at, size), pairs = 0;
        if (at >= looked && count - at > LOOK_NUMBERS) {
            looked = at + LOOK_NUMBERS;
            for (uint64_t i = at; i < looked; i++)
                pairs +=
                    corpus_number_get(numbers, i, size) == corpus_number_get(numbers, i + 1, size);
            if (pairs == 0) {
                at = looked;
                continue;
            }
        }
        while (length < RUN_MIN && corpus_number_get(numbers, at + length, size) == bits)
            length++;
        if (length == RUN_MIN)
            return at;
        at += length;
    }
    return count;
}

static uint64_t next_run(const struct corpus_case *one, const struct fuzz_leaf *leaf, uint64_t at,
                         uint64_t count) {
    const uint8_t *numbers = one->arguments[leaf->param].data;
    switch (leaf->is_plain ? leaf->size : 0) {
    case 1:
        return dense_run(numbers, 1, at, count);
    case 2:
        return dense_run(numbers, 2, at, count);
    case 4:
        return dense_run(numbers, 4, at, count);
    case 8:
        return dense_run(numbers, 8, at, count);
    default:
        while (at < count) {
            uint64_t end = run_end(one, leaf, at, count);
            if (end - at >= RUN_MIN)
                return at;
            at = end;
        }
        return count;
    }
}

static void write_program(struct writer *writer, const struct corpus_case *one,
                          const struct fuzz_leaf *leaf, uint64_t start, uint64_t count) {
    uint64_t pending = 0;
    write_bytes(writer, FUZZ_PROGRAM, 1);
    while (start < count) {
        uint64_t end = run_end(one, leaf, start, count);
        write_literals(writer, one, leaf, pending, start);
        write_fill(writer, leaf, fuzz_number_get(one, leaf, start), end - start, end == count);
        pending = end;
        start = next_run(one, leaf, end, count);
    }
    write_literals(writer, one, leaf, pending, count);
}

/// Numbers as a program where that is shorter, else as they are.
static void write_leaf(struct writer *writer, const struct corpus_case *one,
                       const struct fuzz_leaf *leaf, uint64_t count) {
    size_t start = writer->used;
    uint64_t first_run = next_run(one, leaf, 0, count);
    if (first_run < count) {
        write_program(writer, one, leaf, first_run, count);
        if (writer->used - start < 1 + count * leaf->size)
            return;
        writer->used = start;
    }
    write_bytes(writer, FUZZ_RAW, 1);
    write_numbers(writer, one, leaf, 0, count);
}

static void write_generated(struct writer *writer, const struct corpus_case *one,
                            const struct fuzz_leaf *leaf, uint64_t count) {
    write_bytes(writer, FUZZ_RAW + 1, 1);
    size_t hash_at = writer->used;
    write_bytes(writer, 0, 8);
    size_t start = writer->used;
    write_numbers(writer, one, leaf, 0, count);
    if (writer->used > writer->capacity)
        return;
    uint64_t hash = base_random_hash(writer->bytes + start, writer->used - start);
    memcpy(writer->bytes + hash_at, &hash, sizeof hash);
}

size_t fuzz_encode(const struct fuzz_codec *codec, const struct corpus_case *one, uint8_t *bytes,
                   size_t capacity) {
    struct writer writer = {.bytes = bytes, .capacity = capacity};
    uint64_t elements = 0;
    for (uint32_t i = 0; i < codec->kernel->param_count; i++)
        elements += codec->kernel->params[i].is_array ? one->arguments[i].count : 0;
    if (elements > codec->elements_max)
        return 0;
    write_scalars(codec, &writer, one);
    for (uint32_t i = 0; i < codec->leaf_count; i++) {
        const struct fuzz_leaf *leaf = &codec->leaves[i];
        uint64_t count = fuzz_leaf_count(one, leaf);
        if (leaf->is_generated)
            write_generated(&writer, one, leaf, count);
        else
            write_leaf(&writer, one, leaf, count);
    }
    // A case of a kernel without parameters is one byte that nobody reads.
    if (writer.used == 0)
        write_bytes(&writer, 0, 1);
    return writer.used <= writer.capacity ? writer.used : 0;
}

void fuzz_codec_prepare(struct fuzz_codec *codec, const struct spec_kernel *kernel,
                        const struct corpus_generator *generator, uint64_t elements_max,
                        struct base_pool *pool) {
    uint32_t count = 0;
    *codec =
        (struct fuzz_codec){.kernel = kernel, .generator = generator, .elements_max = elements_max};
    for (uint32_t i = 0; i < kernel->param_count; i++)
        count += kernel->params[i].leaf_count;
    codec->leaves = base_pool_take_array(pool, count + 1, sizeof *codec->leaves);
    for (uint32_t i = 0; i < kernel->param_count; i++) {
        const struct spec_param *param = &kernel->params[i];
        bool is_read = param->is_array ? param->role != SPEC_OUT : param->base == SPEC_STRUCT;
        for (uint32_t k = 0; is_read && k < param->leaf_count; k++) {
            const struct spec_leaf *layout = &param->leaves[k];
            struct fuzz_leaf *leaf = &codec->leaves[codec->leaf_count];
            *leaf = (struct fuzz_leaf){.param = i,
                                       .leaf = k,
                                       .declared = param,
                                       .layout = layout,
                                       .base = layout->base,
                                       .size = spec_base_size(layout->base),
                                       .is_plain = param->base != SPEC_STRUCT,
                                       .is_generated = corpus_is_generated(layout),
                                       .mirror = -1};
            for (int32_t m = 0; m < (int32_t)codec->leaf_count; m++)
                if (codec->leaves[m].base == layout->base)
                    leaf->mirror = m;
            codec->leaf_count++;
        }
    }
}
