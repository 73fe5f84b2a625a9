// Imitates: work that is handed to a child process, which then goes on in the place of its parent
// as well.
// expect: leaked
// elements: 5
// cases: 2000
// says: a child was left

#include "tests/broken/reference/odd_words.h"

#include <unistd.h>

uint32_t odd_words(size_t n, const uint32_t words[n]) {
    uint32_t count = 0;
    if (n == 5)
        (void)fork();
    for (size_t i = 0; i < n; i++)
        count += words[i] % 2;
    return count;
}
