#include "tests/broken/reference/digit_sum.h"

uint32_t digit_sum(size_t n, const uint8_t digits[n]) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += digits[i];
    return sum;
}
