#include "tests/broken/reference/floor_shift.h"

void floor_shift(size_t n, uint32_t count, const int32_t values[n], int32_t quotients[n]) {
    int64_t divisor = (int64_t)1 << count;
    for (size_t i = 0; i < n; i++) {
        int64_t quotient = values[i] / divisor;
        quotients[i] = (int32_t)(quotient - (values[i] % divisor < 0));
    }
}
