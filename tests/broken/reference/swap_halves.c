#include "tests/broken/reference/swap_halves.h"

void swap_halves(size_t n, uint64_t words[n]) {
    for (size_t i = 0; i < n; i++)
        words[i] = words[i] << 32 | words[i] >> 32;
}
