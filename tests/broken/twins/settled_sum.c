#include "tests/broken/reference/settled_sum.h"

enum { SETTLED_CALLS = 3000 };

/// Settles likewise, on a loop that takes the rest along.
uint32_t settled_sum(size_t n, const uint32_t words[n]) {
    static uint32_t calls;
    uint32_t sums[4] = {0};
    calls += calls < SETTLED_CALLS;
    size_t step = calls < SETTLED_CALLS ? 1 : 4, i = 0;
    for (; i + step <= n; i += step)
        for (size_t k = 0; k < step; k++)
            sums[k] += words[i + k];
    for (; i < n; i++)
        sums[0] += words[i];
    return sums[0] + sums[1] + sums[2] + sums[3];
}
