#include "tests/broken/reference/parity_words.h"

void parity_words(size_t n, const uint32_t words[n], uint8_t parities[n]) {
    for (size_t i = 0; i < n; i++) {
        parities[i] = 0;
        for (uint32_t word = words[i]; word > 0; word >>= 1)
            parities[i] ^= word & 1;
    }
}
