/// Cases as bytes: what fuzzers store, exchange and mutate.
///
/// Every byte string is a valid case. A string that ends early reads as if zeros followed, and
/// zeros are the smallest case. A stream is: each scalar; a byte of placement for each array; then
/// for each leaf of each input a byte that names one of the modes below and the numbers in it.
/// Nothing depends on the machine's instruction set.
#ifndef LOCKSTEP_FUZZ_CODEC_H
#define LOCKSTEP_FUZZ_CODEC_H

#include "corpus/domain.h"
#include "corpus/mend.h"

/// How the numbers of a leaf are given. Raw bits reach what no program says (a norm that
/// underflows), programs reach what raw bits never hit (runs of equal values whose errors add up).
enum fuzz_mode {
    FUZZ_RAW,     ///< the bits of every number
    FUZZ_PROGRAM, ///< steps that fill, copy and change runs of numbers
    FUZZ_GRID,    ///< a signed byte for each number, its value: sums are exact
    FUZZ_SPARSE,  ///< zeros but for numbers at given distances
    FUZZ_MODES,
};

/// A step of a program: a byte of kind, a byte of length less one (255: to the end), arguments.
enum fuzz_step {
    FUZZ_FILL,    ///< one number's bits, repeated
    FUZZ_LITERAL, ///< the bits of each number
    FUZZ_REPEAT,  ///< a byte: what stands that many places and one before
    FUZZ_RAMP,    ///< one number's bits and a step of 4 bytes along the line of its type
    FUZZ_NEGATE,  ///< the numbers before the run, negated: sums cancel
    FUZZ_SCALE,   ///< a byte: what stands just before, times that power of two
    FUZZ_MIRROR,  ///< a byte: an earlier leaf of the same type, moved by that many steps
    FUZZ_SPECIAL, ///< a byte: a remarkable number of the type
    FUZZ_NOISE,   ///< one number's bits, a byte of how many low bits vary, four bytes of seed
    FUZZ_STEPS,
};

struct fuzz_leaf {
    uint32_t param, leaf;
    const struct spec_param *declared;
    const struct spec_leaf *layout;
    enum spec_base base;
    size_t size;       ///< bytes of a number
    bool is_plain;     ///< numbers lie side by side
    bool is_generated; ///< see corpus_is_generated
    int32_t mirror;    ///< an earlier leaf of the same type, or −1
};

/// Elements of a case in a fuzz target at most: a fuzzer's strength is many short executions.
enum { FUZZ_TARGET_ELEMENTS_MAX = 1 << 14 };

struct fuzz_codec {
    const struct spec_kernel *kernel;
    const struct corpus_generator *generator;
    uint64_t elements_max;    ///< of all arrays together; larger cases cannot be given in bytes
    struct fuzz_leaf *leaves; ///< of arrays and struct scalars that are read
    uint32_t leaf_count;
};

/// Prepares a kernel's codec; memory comes from the pool. Nothing after this allocates.
void fuzz_codec_prepare(struct fuzz_codec *codec, const struct spec_kernel *kernel,
                        const struct corpus_generator *generator, uint64_t elements_max,
                        struct base_pool *pool);

/// Makes the case that the bytes stand for; `one` has storage for the contract's largest case.
void fuzz_decode(const struct fuzz_codec *codec, const uint8_t *bytes, size_t size,
                 struct corpus_case *one);

/// Writes bytes that decode to exactly this valid case; returns how many, or 0 where they exceed
/// `capacity` or the case exceeds elements_max. No case needs 0 bytes.
size_t fuzz_encode(const struct fuzz_codec *codec, const struct corpus_case *one, uint8_t *bytes,
                   size_t capacity);

/// The numbers of a leaf in the case at hand.
static inline uint64_t fuzz_leaf_count(const struct corpus_case *one,
                                       const struct fuzz_leaf *leaf) {
    return one->arguments[leaf->param].count * leaf->layout->count;
}

static inline uint64_t fuzz_number_get(const struct corpus_case *one, const struct fuzz_leaf *leaf,
                                       uint64_t index) {
    const uint8_t *data = one->arguments[leaf->param].data;
    if (leaf->is_plain)
        return corpus_number_get(data, index, leaf->size);
    return corpus_number_get(data + corpus_leaf_offset(leaf->declared, leaf->layout, index), 0,
                             leaf->size);
}

static inline void fuzz_number_set(struct corpus_case *one, const struct fuzz_leaf *leaf,
                                   uint64_t index, uint64_t bits) {
    uint8_t *data = one->arguments[leaf->param].data;
    if (leaf->is_plain)
        corpus_number_set(data, index, leaf->size, bits);
    else
        corpus_number_set(data + corpus_leaf_offset(leaf->declared, leaf->layout, index), 0,
                          leaf->size, bits);
}

/// Arithmetic on bits that every machine does alike. Sums go along the line of the type and stop at
/// its ends; NaN stays what it is.
uint64_t fuzz_bits_step(enum spec_base base, uint64_t bits, int64_t steps);
uint64_t fuzz_bits_negate(enum spec_base base, uint64_t bits);
uint64_t fuzz_bits_scale(enum spec_base base, uint64_t bits, int exponent);
/// The bits of a small integer's value; exact for |value| up to 2^24.
uint64_t fuzz_bits_of_integer(enum spec_base base, int32_t value);

#endif
