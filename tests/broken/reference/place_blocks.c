#include "tests/broken/reference/place_blocks.h"

void place_blocks(size_t n, const uint32_t sizes[n], uint32_t places[n]) {
    uint32_t end = 0;
    for (size_t i = 0; i < n; i++) {
        places[i] = (end + 15) / 16 * 16;
        end = places[i] + sizes[i];
    }
}
