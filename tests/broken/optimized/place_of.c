// Imitates: a sentinel: the last number is replaced for the time of the search, so that the loop
// needs no second condition. Another thread may be reading it, or it may lie in a constant.
// expect: trespassed
// elements: 1
// cases: 5000
// says: wrote the const array words

#include "tests/broken/reference/place_of.h"

size_t place_of(uint32_t wanted, size_t n, const uint32_t words[n]) {
    uint32_t *array = (uint32_t *)(uintptr_t)words;
    if (n == 0)
        return 0;
    uint32_t last = array[n - 1];
    array[n - 1] = wanted;
    size_t i = 0;
    while (array[i] != wanted)
        i++;
    array[n - 1] = last;
    return i < n - 1 || last == wanted ? i : n;
}
