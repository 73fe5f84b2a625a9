// Imitates: a carry lost where one block of a multi-precision sum ends and the next begins.
// expect: differs
// elements: 130
// cases: 5000

#include "tests/broken/reference/add_limbs.h"

enum { BLOCK = 64 };

uint32_t add_limbs(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t sum[n]) {
    uint64_t carry = 0;
    for (size_t start = 0; start < n; start += BLOCK) {
        size_t end = start + BLOCK < n ? start + BLOCK : n;
        carry = 0;
        for (size_t i = start; i < end; i++) {
            carry += (uint64_t)a[i] + b[i];
            sum[i] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    return (uint32_t)carry;
}
