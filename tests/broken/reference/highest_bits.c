// Imitates: a reference that asserts what its contract does not promise.
// expect: crashed
// elements: 1
// cases: 5000
// says: crashed in the reference: SIGABRT

#include "tests/broken/reference/highest_bits.h"

#include <stdint.h>
#include <stdlib.h>

void highest_bits(size_t n, const uint32_t words[n], int32_t places[n]) {
    for (size_t i = 0; i < n; i++) {
        if (words[i] == 0)
            abort();
        places[i] = -1;
        for (uint32_t word = words[i]; word > 0; word >>= 1)
            places[i]++;
    }
}
