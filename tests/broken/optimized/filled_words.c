// Imitates: stores of whole aligned vectors up to the end: the last one fills what lies behind the
// array in its 16 bytes, which never is another page.
// expect: trespassed
// elements: any
// cases: 5000
// says: write behind the array words

#include "tests/broken/reference/filled_words.h"

void filled_words(uint32_t value, size_t n, uint32_t words[n]) {
    size_t i = 0;
    for (; i < n; i++)
        words[i] = value;
    for (; n > 0 && ((uintptr_t)(words + i) & 15) != 0; i++)
        words[i] = value;
}
