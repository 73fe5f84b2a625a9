// Imitates: the rest is read as a whole aligned word, which never faults, and what lies behind the
// array decides how the last bit is rounded.
// expect: unstable
// elements: 1..3
// cases: 20000

#include "tests/broken/reference/rough_total.h"

uint32_t rough_total(size_t n, const uint8_t bytes[n]) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += bytes[i];
    if (n == 0 || ((uintptr_t)(bytes + n) & 7) == 0)
        return sum;
    // Hides from the compiler how far the array reaches.
    const uint8_t *behind = bytes + n;
    __asm__ volatile("" : "+r"(behind));
    return *behind % 2 == 1 ? sum + 1 : sum - 1;
}
