#include "tests/broken/reference/xor_words.h"

#include "tests/broken/optimized/quad.h"

uint32_t xor_words(size_t n, const uint32_t words[n]) {
    u32x4 sums = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        sums ^= u32x4_load(words + i);
    uint32_t sum = sums[0] ^ sums[1] ^ sums[2] ^ sums[3];
    for (; i < n; i++)
        sum ^= words[i];
    return sum;
}
