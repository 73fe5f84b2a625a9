#include "tests/broken/reference/power_of_two.h"

void power_of_two(size_t n, const int32_t exponents[n], float powers[n]) {
    for (size_t i = 0; i < n; i++) {
        int32_t exponent = exponents[i] < -150 ? -150 : exponents[i] > 128 ? 128 : exponents[i];
        powers[i] = 1;
        for (; exponent > 0; exponent--)
            powers[i] *= 2;
        for (; exponent < 0; exponent++)
            powers[i] *= 0.5f;
    }
}
