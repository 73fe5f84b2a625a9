#include "tests/broken/reference/rotate_words.h"

void rotate_words(size_t n, size_t count, uint32_t words[n]) {
    for (size_t round = 0; round < count; round++) {
        uint32_t first = words[0];
        for (size_t i = 1; i < n; i++)
            words[i - 1] = words[i];
        words[n - 1] = first;
    }
}
