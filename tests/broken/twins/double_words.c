#include "tests/broken/reference/double_words.h"

#include "tests/broken/optimized/quad.h"

void double_words(size_t n, const uint32_t words[n], uint32_t doubled[n]) {
    for (size_t i = 0; i < n; i += 4) {
        size_t count = n - i < 4 ? n - i : 4;
        u32x4 four = {0};
        memcpy(&four, words + i, count * sizeof *words);
        four += four;
        memcpy(doubled + i, &four, count * sizeof *doubled);
    }
}
