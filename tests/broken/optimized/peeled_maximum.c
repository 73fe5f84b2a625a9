// Imitates: elements are peeled off up to an aligned address, even where the array ends before it.
// Neither at the end of a page nor at its beginning can that happen.
// expect: unstable
// elements: 0..3
// cases: 20000

#include "tests/broken/reference/peeled_maximum.h"

uint32_t peeled_maximum(size_t n, const uint32_t words[n]) {
    uint32_t largest = 0;
    size_t i = 0;
    for (; ((uintptr_t)(words + i) & 15) != 0; i++)
        largest = words[i] > largest ? words[i] : largest;
    for (; i < n; i++)
        largest = words[i] > largest ? words[i] : largest;
    return largest;
}
