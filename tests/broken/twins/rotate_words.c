#include "tests/broken/reference/rotate_words.h"

#include <stdint.h>

static void reverse(uint32_t *start, uint32_t *end) {
    while (end - start > 1) {
        uint32_t exchanged = *start;
        *start++ = *--end;
        *end = exchanged;
    }
}

void rotate_words(size_t n, size_t count, uint32_t words[n]) {
    reverse(words, words + count);
    reverse(words + count, words + n);
    reverse(words, words + n);
}
