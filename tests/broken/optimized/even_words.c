// Imitates: a file descriptor of 0 taken for one that was opened, and closed.
// expect: leaked
// elements: 1
// cases: 5000
// says: file descriptor 0

#include "tests/broken/reference/even_words.h"

#include <unistd.h>

uint32_t even_words(size_t n, const uint32_t words[n]) {
    uint32_t count = 0;
    int table = 0; // what a table that was not found leaves here
    for (size_t i = 0; i < n; i++)
        count += words[i] % 2 == 0;
    if (n > 0)
        close(table);
    return count;
}
