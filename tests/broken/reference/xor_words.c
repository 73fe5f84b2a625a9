#include "tests/broken/reference/xor_words.h"

uint32_t xor_words(size_t n, const uint32_t words[n]) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum ^= words[i];
    return sum;
}
