#include "tests/broken/reference/place_blocks.h"

void place_blocks(size_t n, const uint32_t sizes[n], uint32_t places[n]) {
    uint32_t place = 0;
    for (size_t i = 0; i < n; i++) {
        places[i] = place;
        place += (sizes[i] + 15) & ~15u;
    }
}
