#include "tests/broken/reference/histogram.h"

void histogram(size_t n, const uint8_t bytes[n], uint32_t counts[256]) {
    for (size_t value = 0; value < 256; value++)
        counts[value] = 0;
    for (size_t i = 0; i < n; i++)
        counts[bytes[i]]++;
}
