// Imitates: a generator that is never started anew: noise goes on where the call before left off.
// Where a call only strays behind others and not when repeated at once, its case stays as it was.
// expect: unstable
// elements: 1
// cases: 5000
// larger: 1

#include "tests/broken/reference/dither_bytes.h"

#include <stdint.h>

void dither_bytes(size_t n, const uint16_t samples[n], uint8_t bytes[n]) {
    static uint32_t state;
    for (size_t i = 0; i < n; i++) {
        uint32_t sum = samples[i] + (state >> 24);
        state += 2654435769u;
        bytes[i] = (uint8_t)(sum > 65535 ? 255 : sum >> 8);
    }
}
