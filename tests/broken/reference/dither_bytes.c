#include "tests/broken/reference/dither_bytes.h"

void dither_bytes(size_t n, const uint16_t samples[n], uint8_t bytes[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t noise = (uint32_t)i * 2654435769u >> 24;
        uint32_t sum = samples[i] + noise;
        bytes[i] = (uint8_t)(sum > 65535 ? 255 : sum >> 8);
    }
}
