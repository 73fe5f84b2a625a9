#include "tests/broken/reference/visited_cells.h"

uint32_t visited_cells(size_t n, const uint8_t cells[n]) {
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += cells[i] != 0;
    return count;
}
