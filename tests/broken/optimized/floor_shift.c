// Imitates: a logical shift of a signed number (SRL for SRA).
// expect: differs
// elements: 1
// cases: 5000

#include "tests/broken/reference/floor_shift.h"

void floor_shift(size_t n, uint32_t count, const int32_t values[n], int32_t quotients[n]) {
    for (size_t i = 0; i < n; i++)
        quotients[i] = (int32_t)((uint32_t)values[i] >> count);
}
