#include "tests/broken/reference/floor_shift.h"

void floor_shift(size_t n, uint32_t count, const int32_t values[n], int32_t quotients[n]) {
    // GCC and Clang shift signed numbers arithmetically.
    for (size_t i = 0; i < n; i++)
        quotients[i] = values[i] >> count;
}
