#include "tests/broken/reference/add_limbs.h"

#include <stdbool.h>

uint32_t add_limbs(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t sum[n]) {
    uint64_t carry = 0;
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        uint64_t first = a[i] | (uint64_t)a[i + 1] << 32;
        uint64_t second = b[i] | (uint64_t)b[i + 1] << 32;
        uint64_t total, carried;
        bool overflows = __builtin_add_overflow(first, second, &total);
        bool carries = __builtin_add_overflow(total, carry, &carried);
        sum[i] = (uint32_t)carried;
        sum[i + 1] = (uint32_t)(carried >> 32);
        carry = overflows | carries;
    }
    if (i < n) {
        carry += (uint64_t)a[i] + b[i];
        sum[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return (uint32_t)carry;
}
