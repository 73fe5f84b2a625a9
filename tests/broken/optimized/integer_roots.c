// Imitates: Newton's iteration on integers that waits for a fixed point: before a square number
// (3, 8, 15 …) it swings between two values for ever.
// expect: hung
// elements: 1
// cases: 5000
// options: --timeout-ms 300

#include "tests/broken/reference/integer_roots.h"

void integer_roots(size_t n, const uint32_t values[n], uint32_t roots[n]) {
    for (size_t i = 0; i < n; i++) {
        uint64_t root = values[i], before = 0;
        while (root != before && root > 0) {
            before = root;
            root = (root + values[i] / root) / 2;
        }
        roots[i] = (uint32_t)root;
    }
}
