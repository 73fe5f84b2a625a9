#include "tests/broken/reference/largest.h"

uint32_t largest(size_t n, const uint32_t values[n]) {
    uint32_t result = values[0];
    for (size_t i = 1; i < n; i++)
        result = values[i] > result ? values[i] : result;
    return result;
}
