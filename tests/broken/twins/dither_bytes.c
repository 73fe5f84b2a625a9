#include "tests/broken/reference/dither_bytes.h"

#include <stdint.h>

void dither_bytes(size_t n, const uint16_t samples[n], uint8_t bytes[n]) {
    uint32_t state = 0;
    for (size_t i = 0; i < n; i++, state += 2654435769u) {
        uint32_t sum = samples[i] + (state >> 24);
        bytes[i] = (uint8_t)((sum | -(sum >> 16)) >> 8);
    }
}
