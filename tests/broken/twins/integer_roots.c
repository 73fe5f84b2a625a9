#include "tests/broken/reference/integer_roots.h"

void integer_roots(size_t n, const uint32_t values[n], uint32_t roots[n]) {
    for (size_t i = 0; i < n; i++) {
        uint64_t root = values[i], next = (root + 1) / 2;
        while (next < root) {
            root = next;
            next = (root + values[i] / root) / 2;
        }
        roots[i] = (uint32_t)root;
    }
}
