// Imitates: an arena that aligns the pointer it returns but advances its cursor from where it was:
// blocks overlap.
// expect: differs
// elements: 3
// cases: 5000

#include "tests/broken/reference/place_blocks.h"

void place_blocks(size_t n, const uint32_t sizes[n], uint32_t places[n]) {
    uint32_t cursor = 0;
    for (size_t i = 0; i < n; i++) {
        places[i] = (cursor + 15) & ~15u;
        cursor += sizes[i];
    }
}
