#include "tests/broken/reference/add_limbs.h"

uint32_t add_limbs(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t sum[n]) {
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        carry += (uint64_t)a[i] + b[i];
        sum[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return (uint32_t)carry;
}
