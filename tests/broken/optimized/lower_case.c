// Imitates: the last letter left out by a range check that eight bytes go through at once.
// expect: differs
// elements: 1
// cases: 5000

#include "tests/broken/reference/lower_case.h"

#include <string.h>

static uint64_t repeated(uint64_t byte) {
    return byte * 0x0101010101010101;
}

static uint64_t lower_eight(uint64_t eight) {
    uint64_t low = eight & repeated(0x7f);
    uint64_t from_a = low + repeated(0x80 - 'A'), from_z = low + repeated(0x80 - 'Z');
    uint64_t is_capital = from_a & ~from_z & ~eight & repeated(0x80);
    return eight | is_capital >> 2;
}

void lower_case(size_t n, uint8_t bytes[n]) {
    for (size_t i = 0; i < n; i += 8) {
        size_t count = n - i < 8 ? n - i : 8;
        uint64_t eight = 0;
        memcpy(&eight, bytes + i, count);
        eight = lower_eight(eight);
        memcpy(bytes + i, &eight, count);
    }
}
