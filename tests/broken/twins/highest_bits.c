// The reference as it should be.

#include "tests/broken/reference/highest_bits.h"

void highest_bits(size_t n, const uint32_t words[n], int32_t places[n]) {
    for (size_t i = 0; i < n; i++) {
        places[i] = -1;
        for (uint32_t word = words[i]; word > 0; word >>= 1)
            places[i]++;
    }
}
