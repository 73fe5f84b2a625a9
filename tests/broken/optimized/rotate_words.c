// Imitates: scratch memory of a fixed size, guarded by an assertion that callers run into.
// expect: crashed
// elements: 257
// cases: 2000
// says: SIGABRT

#include "tests/broken/reference/rotate_words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SCRATCH_WORDS = 256 };

void rotate_words(size_t n, size_t count, uint32_t words[n]) {
    uint32_t scratch[SCRATCH_WORDS];
    if (count > SCRATCH_WORDS)
        abort();
    memcpy(scratch, words, count * sizeof *words);
    memmove(words, words + count, (n - count) * sizeof *words);
    memcpy(words + n - count, scratch, count * sizeof *words);
}
