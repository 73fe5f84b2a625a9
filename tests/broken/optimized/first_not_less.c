// Imitates: a branchless binary search whose last comparison is missing.
// expect: differs
// elements: 1
// cases: 5000

#include "tests/broken/reference/first_not_less.h"

size_t first_not_less(size_t n, const uint32_t keys[n], uint32_t wanted) {
    size_t start = 0, length = n;
    while (length > 1) {
        size_t half = length / 2;
        start += keys[start + half - 1] < wanted ? half : 0;
        length -= half;
    }
    return start;
}
