// Imitates: hand-written AVX without VZEROUPPER: every SSE instruction of the caller merges from
// then on.
// One element would do where the kernel asked for vectors at once; it does from eight on.
// expect: leaked
// elements: 8
// cases: 5000
// says: vzeroupper
// machine: x86_64

#include "tests/broken/reference/doubled_eights.h"

void doubled_eights(size_t n, uint32_t words[n]) {
    size_t i = 0;
#if defined(__x86_64__)
    for (; __builtin_cpu_supports("avx2") && i + 8 <= n; i += 8)
        __asm__ volatile("vmovdqu (%0), %%ymm0\n\t"
                         "vpaddd %%ymm0, %%ymm0, %%ymm0\n\t"
                         "vmovdqu %%ymm0, (%0)"
                         :
                         : "r"(words + i)
                         : "memory", "xmm0");
#endif
    for (; i < n; i++)
        words[i] *= 2;
}
