// The typed mutator as the engines call it.

#include "fuzz/mutate.h"
#include "fuzz/targets/target.h"

#include <string.h>

/// libFuzzer's own mutations of bytes; absent elsewhere.
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);

/// One mutation in this many is left to the engine: it knows what comparisons saw.
enum { BYTES_IN = 4 };

static struct corpus_case *one, *other;

static void prepare_cases(void) {
    if (one != NULL)
        return;
    one = corpus_case_create(target_codec()->kernel);
    other = corpus_case_create(target_codec()->kernel);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned seed) {
    struct base_words words = {seed};
    prepare_cases();
    if (LLVMFuzzerMutate != NULL && base_words_next(&words) % BYTES_IN == 0)
        return LLVMFuzzerMutate(data, size, capacity);
    fuzz_decode(target_codec(), data, size, one);
    fuzz_mutate(target_codec(), &words, one);
    size_t made = fuzz_encode(target_codec(), one, data, capacity);
    // What does not fit is no mutation; the bytes may be half written.
    return made > 0 ? made : capacity > 0;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
                                 size_t second_size, uint8_t *out, size_t capacity, unsigned seed) {
    struct base_words words = {seed};
    prepare_cases();
    fuzz_decode(target_codec(), first, first_size, one);
    fuzz_decode(target_codec(), second, second_size, other);
    fuzz_cross(target_codec(), &words, one, other);
    return fuzz_encode(target_codec(), one, out, capacity);
}
