// Imitates: a sum of bytes kept in a byte, as eight-bit lanes keep it.
// expect: differs
// elements: 2
// cases: 5000

#include "tests/broken/reference/average_bytes.h"

void average_bytes(size_t n, const uint8_t a[n], const uint8_t b[n], uint8_t means[n]) {
    for (size_t i = 0; i < n; i++) {
        uint8_t sum = (uint8_t)(a[i] + b[i] + 1);
        means[i] = sum >> 1;
    }
}
