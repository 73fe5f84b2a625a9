// Imitates: MMX without EMMS: the caller's next long double is a NaN.
// expect: leaked
// elements: 1
// cases: 5000
// says: x87
// machine: x86_64

#include "tests/broken/reference/swap_halves.h"

void swap_halves(size_t n, uint64_t words[n]) {
    for (size_t i = 0; i < n; i++) {
#if defined(__x86_64__)
        uint64_t swapped;
        __asm__ volatile("movq %1, %%mm0\n\tpshufw $0x4e, %%mm0, %%mm0\n\tmovq %%mm0, %0"
                         : "=m"(swapped)
                         : "m"(words[i])
                         : "mm0");
        words[i] = swapped;
#else
        words[i] = words[i] << 32 | words[i] >> 32;
#endif
    }
}
