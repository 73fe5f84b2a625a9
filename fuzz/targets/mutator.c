// The typed mutator as the engines call it.

#include "corpus/mend.h"
#include "fuzz/mutate.h"
#include "fuzz/targets/target.h"

#include <string.h>

/// libFuzzer's own mutations of bytes; absent elsewhere.
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);

/// One mutation in this many is left to the engine: it knows what comparisons saw.
enum { BYTES_IN = 3 };

/// One crossover in this many crosses; the others mutate, since libFuzzer chooses between its two
/// kinds of custom mutation with equal odds, and moves find more than crossing.
enum { CROSSES_IN = 8 };

static uint64_t elements_of(const struct corpus_case *one) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < one->kernel->param_count; i++)
        sum += one->kernel->params[i].is_array ? one->arguments[i].count : 0;
    return sum;
}

/// Time is spent where many executions fit, and bytes do not tell how long a case is (a fill takes
/// as many as one number). So a case of more than FAIR_ELEMENTS keeps its length as seldom as it
/// takes longer than one of that many: long and short parents get the same time. One time in
/// LONG_IN a case may grow beyond its parent and SHORT_ELEMENTS.
enum { FAIR_ELEMENTS = 2048, SHORT_ELEMENTS = 32, LONG_IN = 16 };

/// Elements that the child of a parent with that many may have.
static uint64_t draw_limit(struct base_words *words, uint64_t parent) {
    uint64_t word = base_words_next(words);
    uint64_t limit = FAIR_ELEMENTS * 0x10000ull / ((word >> 48) + 1);
    uint64_t grown = parent < SHORT_ELEMENTS ? SHORT_ELEMENTS : parent;
    return word % LONG_IN != 0 && grown < limit ? grown : limit;
}

/// Shortens the case at hand where it is too long; true if it was.
static bool shorten(struct corpus_case *one, uint64_t limit) {
    bool is_long = elements_of(one) > limit;
    if (is_long) {
        corpus_mend_shape(target_codec()->generator, one, limit);
        corpus_mend_elements(target_codec()->generator, one);
    }
    return is_long;
}

static size_t mutate(struct base_words *words, uint8_t *out, size_t capacity,
                     struct corpus_case *one) {
    struct fuzz_codec codec = *target_codec();
    uint64_t limit = draw_limit(words, elements_of(one));
    if (limit < codec.elements_max)
        codec.elements_max = limit;
    shorten(one, codec.elements_max);
    // libFuzzer itself stacks up to five mutations before it takes another input.
    if (LLVMFuzzerMutate != NULL)
        fuzz_mutate_by(&codec, words, one, 1);
    else
        fuzz_mutate(&codec, words, one);
    return target_case_encode(out, capacity);
}

/// The engine's own mutation; what it made too long is shortened, which writes the bytes anew.
static size_t mutate_bytes(struct base_words *words, uint8_t *data, size_t size, size_t capacity) {
    size = LLVMFuzzerMutate(data, size, capacity);
    // The parent's elements are not known without decoding it; it had about as many as bytes.
    uint64_t limit = draw_limit(words, size);
    if (elements_of(target_case(data, size)) <= limit)
        return size;
    shorten(target_case_to_change(data, size), limit);
    return target_case_encode(data, capacity);
}

// Both return 0 where the new case does not fit: then the engine tries something else.

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed) {
    struct base_words words = {seed};
    if (LLVMFuzzerMutate != NULL && base_words_next(&words) % BYTES_IN == 0)
        return mutate_bytes(&words, data, size, capacity);
    return mutate(&words, data, capacity, target_case_to_change(data, size));
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
                                 size_t second_size, uint8_t *out, size_t capacity, unsigned seed) {
    static struct corpus_case *other;
    struct base_words words = {seed};
    struct corpus_case *one = target_case_to_change(first, first_size);
    if (other == NULL)
        other = corpus_case_create(target_codec()->kernel);
    if (base_words_next(&words) % CROSSES_IN != 0)
        return mutate(&words, out, capacity, one);
    fuzz_decode(target_codec(), second, second_size, other);
    fuzz_cross(target_codec(), &words, one, other);
    return target_case_encode(out, capacity);
}
