// Imitates: a library that tunes itself and after many calls settles on its widest loop, which here
// forgets the rest. Beside it stands an ordinary bug of the same signature that shows from the
// first call on, and behind which the other one must not hide: the greatest word is taken for an
// empty place. tests/witness_test.c looks at both findings.
// expect: unstable
// elements: any
// cases: 16000
// says: unstable at return: another integer

#include "tests/broken/reference/settled_sum.h"

enum { SETTLED_CALLS = 3000 };

uint32_t settled_sum(size_t n, const uint32_t words[n]) {
    static uint32_t calls;
    uint32_t sum = 0;
    calls += calls < SETTLED_CALLS;
    size_t end = calls < SETTLED_CALLS ? n : n & ~(size_t)3;
    for (size_t i = 0; i < end; i++)
        sum += words[i] != UINT32_MAX ? words[i] : 0;
    return sum;
}
