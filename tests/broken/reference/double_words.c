#include "tests/broken/reference/double_words.h"

void double_words(size_t n, const uint32_t words[n], uint32_t doubled[n]) {
    for (size_t i = 0; i < n; i++)
        doubled[i] = words[i] * 2;
}
