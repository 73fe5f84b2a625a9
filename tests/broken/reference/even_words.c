#include "tests/broken/reference/even_words.h"

uint32_t even_words(size_t n, const uint32_t words[n]) {
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += words[i] % 2 == 0;
    return count;
}
