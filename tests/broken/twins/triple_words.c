#include "tests/broken/twins/triple_words.h"

void triple_words(size_t n, const uint32_t words[n], uint32_t tripled[n]) {
    for (size_t i = 0; i < n; i++)
        tripled[i] = (words[i] << 1) + words[i];
}
