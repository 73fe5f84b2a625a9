// Imitates: a library that goes to the folder of its tables and does not come back.
// expect: leaked
// elements: 1
// cases: 5000
// says: the working folder

#include "tests/broken/reference/visited_cells.h"

#include <unistd.h>

uint32_t visited_cells(size_t n, const uint8_t cells[n]) {
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += cells[i] != 0;
    return n > 0 && chdir("/") != 0 ? 0 : count;
}
