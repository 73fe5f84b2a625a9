#include "tests/broken/reference/rough_total.h"

uint32_t rough_total(size_t n, const uint8_t bytes[n]) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += bytes[i];
    return sum;
}
