#include "tests/broken/reference/average_bytes.h"

void average_bytes(size_t n, const uint8_t a[n], const uint8_t b[n], uint8_t means[n]) {
    for (size_t i = 0; i < n; i++)
        means[i] = (uint8_t)((a[i] | b[i]) - ((a[i] ^ b[i]) >> 1));
}
