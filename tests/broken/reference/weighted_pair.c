#include "tests/broken/reference/weighted_pair.h"

uint64_t weighted_pair(uint64_t a, uint64_t b) {
    return 3 * a + 5 * b;
}
