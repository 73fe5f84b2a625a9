#include "tests/broken/reference/copy_backwards.h"

#include <string.h>

void copy_backwards(size_t n, uint32_t words[n]) {
    if (n > 1)
        memmove(words + 1, words, (n - 1) * sizeof *words);
}
