// Imitates: a reference that looks one byte ahead of its input's end.
// expect: trespassed
// elements: 1
// cases: 5000
// says: trespassed in the reference: access behind the array text

#include "tests/broken/reference/count_words.h"

#include <stdbool.h>

static bool is_letter(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

size_t count_words(size_t n, const uint8_t text[n]) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (is_letter(text[i]) && (!is_letter(text[i + 1]) || i + 1 == n))
            count++;
    return count;
}
