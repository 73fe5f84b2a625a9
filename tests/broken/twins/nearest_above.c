#include "tests/broken/reference/nearest_above.h"

void nearest_above(size_t n, const uint32_t steps[n], int32_t nearest[n]) {
    for (size_t i = 0; i < n; i++)
        nearest[i] = -(int32_t)steps[i];
}
