// Right: here the reference holds the planted bug.

#include "tests/broken/reference/count_words.h"

#include <stdbool.h>

size_t count_words(size_t n, const uint8_t text[n]) {
    size_t count = 0;
    bool was_letter = false;
    for (size_t i = 0; i < n; i++) {
        bool is_letter = (uint8_t)((text[i] | 0x20) - 'a') < 26;
        count += is_letter & !was_letter;
        was_letter = is_letter;
    }
    return count;
}
