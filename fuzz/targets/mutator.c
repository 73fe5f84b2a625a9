// The typed mutator as the engines call it.

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

/// A case grows beyond its parent and this many elements one time in LONG_IN: bytes do not tell how
/// long a case is (a fill takes as many as one number), and time is spent where many executions
/// fit.
enum { SHORT_ELEMENTS = 32, LONG_IN = 16 };

static size_t mutate(struct base_words *words, uint8_t *out, size_t capacity,
                     struct corpus_case *one) {
    struct fuzz_codec codec = *target_codec();
    uint64_t limit = elements_of(one);
    limit = limit < SHORT_ELEMENTS ? SHORT_ELEMENTS : limit;
    if (limit < codec.elements_max && base_words_next(words) % LONG_IN != 0)
        codec.elements_max = limit;
    // libFuzzer itself stacks up to five mutations before it takes another input.
    if (LLVMFuzzerMutate != NULL)
        fuzz_mutate_by(&codec, words, one, 1);
    else
        fuzz_mutate(&codec, words, one);
    return target_case_encode(out, capacity);
}

// Both return 0 where the new case does not fit: then the engine tries something else.

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed) {
    struct base_words words = {seed};
    if (LLVMFuzzerMutate != NULL && base_words_next(&words) % BYTES_IN == 0)
        return LLVMFuzzerMutate(data, size, capacity);
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
