#include "tests/broken/reference/power_of_two.h"

#include <string.h>

void power_of_two(size_t n, const int32_t exponents[n], float powers[n]) {
    for (size_t i = 0; i < n; i++) {
        int32_t exponent = exponents[i] < -150 ? -150 : exponents[i];
        exponent = exponent > 128 ? 128 : exponent;
        // Both factors are normal, and the product is exact or underflows once.
        uint32_t low = (uint32_t)((exponent >> 1) + 127) << 23;
        uint32_t high = (uint32_t)(exponent - (exponent >> 1) + 127) << 23;
        float first, second;
        memcpy(&first, &low, sizeof first);
        memcpy(&second, &high, sizeof second);
        powers[i] = first * second;
    }
}
