// Imitates: PABSD: one number in 2^32 has no absolute value and stays negative.
// expect: differs
// elements: 1
// cases: 20000

#include "tests/broken/reference/absolute_values.h"

void absolute_values(size_t n, int32_t values[n]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t sign = (uint32_t)(values[i] >> 31);
        values[i] = (int32_t)(((uint32_t)values[i] ^ sign) - sign);
    }
}
