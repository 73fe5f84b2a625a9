// Imitates: a whole vector loaded for the tail and masked afterwards: the result is right, the
// read is not.
// expect: trespassed
// elements: 1
// cases: 5000
// says: access behind the array words

#include "tests/broken/reference/xor_words.h"

#include "tests/broken/optimized/quad.h"

uint32_t xor_words(size_t n, const uint32_t words[n]) {
    const u32x4 lanes = {0, 1, 2, 3};
    u32x4 sums = {0};
    for (size_t i = 0; i < n; i += 4) {
        uint32_t left = n - i < 4 ? (uint32_t)(n - i) : 4;
        sums ^= u32x4_load(words + i) & (u32x4)(lanes < left);
    }
    return sums[0] ^ sums[1] ^ sums[2] ^ sums[3];
}
