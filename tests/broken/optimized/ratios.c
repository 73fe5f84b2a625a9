// Imitates: the check for a zero divisor, lost in the unrolled part of a loop.
// expect: crashed
// elements: 4
// cases: 5000
// says: SIGFPE
// machine: x86_64

#include "tests/broken/reference/ratios.h"

void ratios(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t quotients[n]) {
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        quotients[i] = a[i] / b[i];
        quotients[i + 1] = a[i + 1] / b[i + 1];
    }
    if (i < n)
        quotients[i] = b[i] == 0 ? 0 : a[i] / b[i];
}
