#include "tests/broken/reference/filled_words.h"

void filled_words(uint32_t value, size_t n, uint32_t words[n]) {
    for (size_t i = 0; i < n; i++)
        words[i] = value;
}
