#include "tests/broken/reference/integer_roots.h"

void integer_roots(size_t n, const uint32_t values[n], uint32_t roots[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t root = 0;
        for (uint32_t bit = 1u << 15; bit > 0; bit >>= 1)
            if ((uint64_t)(root + bit) * (root + bit) <= values[i])
                root += bit;
        roots[i] = root;
    }
}
