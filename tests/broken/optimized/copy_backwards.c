// Imitates: an overlapping move by REP MOVS in reverse, without the CLD behind it.
// expect: leaked
// elements: 2
// cases: 5000
// says: direction flag
// machine: x86_64

#include "tests/broken/reference/copy_backwards.h"

void copy_backwards(size_t n, uint32_t words[n]) {
    if (n < 2)
        return;
#if defined(__x86_64__)
    const uint32_t *from = words + n - 2;
    uint32_t *to = words + n - 1;
    size_t count = n - 1;
    __asm__ volatile("std\n\trep movsl" : "+S"(from), "+D"(to), "+c"(count) : : "memory");
#else
    for (size_t i = n; i-- > 1;)
        words[i] = words[i - 1];
#endif
}
