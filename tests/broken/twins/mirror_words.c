#include "tests/broken/reference/mirror_words.h"

#include "tests/broken/optimized/quad.h"

void mirror_words(size_t n, const uint32_t words[n], uint32_t mirrored[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        u32x4 four = u32x4_load(words + i);
        u32x4_store(mirrored + n - i - 4, (u32x4){four[3], four[2], four[1], four[0]});
    }
    for (; i < n; i++)
        mirrored[n - 1 - i] = words[i];
}
