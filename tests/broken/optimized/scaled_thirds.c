// Imitates: a port from a compiler that computes in the x87, whose precision it sets to that of
// double and leaves there: the caller's long double is shorter from then on.
// expect: leaked
// elements: 0
// cases: 5000
// says: x87 control word
// machine: x86_64

#include "tests/broken/reference/scaled_thirds.h"

double scaled_thirds(double value) {
#if defined(__x86_64__)
    uint16_t control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    control = (uint16_t)((control & ~0x0300u) | 0x0200u);
    __asm__ volatile("fldcw %0" : : "m"(control));
#endif
    return value / 3;
}
