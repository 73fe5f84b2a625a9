#include "tests/broken/reference/negate_pairs.h"

#include <stdint.h>
#include <string.h>

void negate_pairs(size_t n, const double values[n], double negated[n]) {
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, values + i, sizeof bits);
        bits ^= (uint64_t)1 << 63;
        memcpy(negated + i, &bits, sizeof bits);
    }
}
