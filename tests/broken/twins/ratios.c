#include "tests/broken/reference/ratios.h"

void ratios(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t quotients[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t is_zero = b[i] == 0;
        quotients[i] = a[i] / (b[i] + is_zero) & (is_zero - 1);
    }
}
