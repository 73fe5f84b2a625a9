// Imitates: the range end of an exponential, off by one: the largest finite power is taken for an
// overflow.
// expect: differs
// elements: 1
// cases: 20000
// says: an infinity against another value

#include "tests/broken/reference/power_of_two.h"

#include <string.h>

void power_of_two(size_t n, const int32_t exponents[n], float powers[n]) {
    for (size_t i = 0; i < n; i++) {
        int32_t exponent = exponents[i];
        uint32_t bits = 0;
        if (exponent >= 127)
            bits = 0x7f800000;
        else if (exponent >= -126)
            bits = (uint32_t)(exponent + 127) << 23;
        else if (exponent >= -149)
            bits = 1u << (exponent + 149);
        memcpy(&powers[i], &bits, sizeof bits);
    }
}
