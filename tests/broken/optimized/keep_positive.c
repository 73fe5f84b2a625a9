// Imitates: one wrong row in the shuffle table of a vectorized compaction.
// expect: differs
// elements: 4
// cases: 5000

#include "tests/broken/reference/keep_positive.h"

#include <stdint.h>

/// Which lanes to keep, by the mask of the positive ones; row 10 should name lanes 1 and 3.
static const uint8_t kept_lanes[16][4] = {
    {0}, {0},    {1},    {0, 1},    {2},    {0, 2},    {1, 2},    {0, 1, 2},
    {3}, {0, 3}, {1, 2}, {0, 1, 3}, {2, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3},
};

size_t keep_positive(size_t n, const int32_t values[n], int32_t kept[n]) {
    size_t count = 0, i = 0;
    for (; i + 4 <= n; i += 4) {
        unsigned mask = 0;
        for (size_t j = 0; j < 4; j++)
            mask |= (unsigned)(values[i + j] > 0) << j;
        size_t found = (size_t)__builtin_popcount(mask);
        for (size_t j = 0; j < found; j++)
            kept[count + j] = values[i + kept_lanes[mask][j]];
        count += found;
    }
    for (; i < n; i++)
        if (values[i] > 0)
            kept[count++] = values[i];
    return count;
}
