// Imitates: a loop that runs backwards through its output and stores one whole vector too early.
// expect: trespassed
// elements: 1
// cases: 5000
// says: write before the array mirrored

#include "tests/broken/reference/mirror_words.h"

#include "tests/broken/optimized/quad.h"

void mirror_words(size_t n, const uint32_t words[n], uint32_t mirrored[n]) {
    for (size_t i = 0; i < n; i += 4) {
        size_t count = n - i < 4 ? n - i : 4;
        u32x4 four = {0};
        memcpy(&four, words + i, count * sizeof *words);
        u32x4_store(mirrored + n - i - 4, (u32x4){four[3], four[2], four[1], four[0]});
    }
}
