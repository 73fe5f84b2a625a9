// Imitates: arithmetic on the bits, which knows nothing of a caller that flushes subnormals: the
// scalar rest of the same array does.
// expect: differs
// elements: 1
// cases: 20000
// options: --entry-state default,ftz
// says: (entry state ftz)

#include "tests/broken/reference/halved_floats.h"

#include <string.h>

void halved_floats(size_t n, const float values[n], float halves[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        uint32_t magnitude = bits & 0x7fffffffu, exponent = magnitude >> 23;
        if (exponent >= 2)
            magnitude -= 1u << 23;
        else // to the nearest, ties to even
            magnitude = (magnitude + (magnitude >> 1 & 1)) >> 1;
        bits = (bits & 0x80000000u) | magnitude;
        memcpy(halves + i, &bits, sizeof bits);
    }
}
