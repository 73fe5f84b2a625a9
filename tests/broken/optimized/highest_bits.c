// Right: here the reference holds the planted bug.

#include "tests/broken/reference/highest_bits.h"

void highest_bits(size_t n, const uint32_t words[n], int32_t places[n]) {
    for (size_t i = 0; i < n; i++)
        places[i] = words[i] == 0 ? -1 : 31 - __builtin_clz(words[i]);
}
