#include "tests/broken/reference/absolute_values.h"

void absolute_values(size_t n, int32_t values[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t sign = (uint32_t)(values[i] >> 31);
        uint32_t magnitude = ((uint32_t)values[i] ^ sign) - sign;
        values[i] = (int32_t)(magnitude - (magnitude >> 31));
    }
}
