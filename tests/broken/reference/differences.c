#include "tests/broken/reference/differences.h"

void differences(size_t n, const uint32_t values[n], uint32_t steps[n]) {
    for (size_t i = 0; i < n; i++)
        steps[i] = values[i] - (i > 0 ? values[i - 1] : 0);
}
