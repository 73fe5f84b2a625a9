#include "tests/broken/reference/swap_halves.h"

#include <string.h>

void swap_halves(size_t n, uint64_t words[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t halves[2], exchanged;
        memcpy(halves, words + i, sizeof halves);
        exchanged = halves[0];
        halves[0] = halves[1];
        halves[1] = exchanged;
        memcpy(words + i, halves, sizeof halves);
    }
}
