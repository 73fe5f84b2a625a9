#include "tests/broken/reference/nearest_width.h"

void nearest_width(size_t n, const uint32_t steps[n], int32_t widths[n]) {
    for (size_t i = 0; i < n; i++)
        widths[i] = 2 * (int32_t)steps[i] + 2;
}
