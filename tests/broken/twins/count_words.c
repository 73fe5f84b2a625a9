// The reference as it should be.

#include "tests/broken/reference/count_words.h"

#include <stdbool.h>

static bool is_letter(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

size_t count_words(size_t n, const uint8_t text[n]) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (is_letter(text[i]) && (i + 1 == n || !is_letter(text[i + 1])))
            count++;
    return count;
}
