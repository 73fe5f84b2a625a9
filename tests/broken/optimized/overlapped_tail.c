// Imitates: the overlapping last vector, right for copies and maxima, in a sum, where it counts
// elements twice.
// expect: differs
// elements: 5
// cases: 5000

#include "tests/broken/reference/overlapped_tail.h"

#include "tests/broken/optimized/quad.h"

uint32_t overlapped_tail(size_t n, const uint32_t words[n]) {
    u32x4 sums = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        sums += u32x4_load(words + i);
    if (i < n && n >= 4)
        sums += u32x4_load(words + n - 4);
    uint32_t sum = sums[0] + sums[1] + sums[2] + sums[3];
    for (; i < n && n < 4; i++)
        sum += words[i];
    return sum;
}
