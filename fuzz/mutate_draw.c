#include "corpus/generate_parts.h"
#include "fuzz/mutate.h"

uint64_t fuzz_draw_bits(struct base_words *words, enum spec_base base) {
    uint64_t word = base_words_next(words), kind = word & 7;
    size_t size = spec_base_size(base);
    if (kind < 3)
        return corpus_special(base, (uint32_t)base_words_below(words, corpus_special_count(base)));
    if (kind < 5)
        return fuzz_bits_of_integer(base, (int32_t)(word >> 8 & 0xff) - (kind == 3 ? 0 : 128));
    if (kind == 5 && spec_base_is_float(base))
        return fuzz_bits_scale(base, fuzz_bits_of_integer(base, 1), (int)(word >> 8 & 0xff) - 128);
    word = base_words_next(words);
    return size == 8 ? word : word & ((1ull << 8 * size) - 1);
}

int64_t fuzz_draw_steps(struct base_words *words) {
    uint64_t word = base_words_next(words);
    uint32_t width = (uint32_t)base_words_below(words, (word & 6) == 0 ? 40 : 8);
    int64_t steps = (int64_t)(1ull << width) + (int64_t)(word >> 8 & ((1ull << width) - 1));
    return word & 1 ? -steps : steps;
}
