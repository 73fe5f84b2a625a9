#include "tests/broken/reference/mirror_words.h"

void mirror_words(size_t n, const uint32_t words[n], uint32_t mirrored[n]) {
    for (size_t i = 0; i < n; i++)
        mirrored[n - 1 - i] = words[i];
}
