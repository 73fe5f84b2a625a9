// Imitates: a blocked scan that hands on a block's own sum, not the running one: right for two
// blocks, wrong from the third on.
// expect: differs
// elements: 33
// cases: 5000

#include "tests/broken/reference/prefix_sum.h"

enum { BLOCK = 16 };

void prefix_sum(size_t n, const uint32_t values[n], uint32_t sums[n]) {
    uint32_t carry = 0;
    for (size_t start = 0; start < n; start += BLOCK) {
        uint32_t sum = 0;
        for (size_t i = start; i < n && i < start + BLOCK; i++) {
            sum += values[i];
            sums[i] = carry + sum;
        }
        carry = sum;
    }
}
