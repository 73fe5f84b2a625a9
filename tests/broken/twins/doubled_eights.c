#include "tests/broken/reference/doubled_eights.h"

void doubled_eights(size_t n, uint32_t words[n]) {
    size_t i = 0;
#if defined(__x86_64__)
    for (; __builtin_cpu_supports("avx2") && i + 8 <= n; i += 8)
        __asm__ volatile("vmovdqu (%0), %%ymm0\n\t"
                         "vpaddd %%ymm0, %%ymm0, %%ymm0\n\t"
                         "vmovdqu %%ymm0, (%0)\n\t"
                         "vzeroupper"
                         :
                         : "r"(words + i)
                         : "memory", "xmm0");
#endif
    for (; i < n; i++)
        words[i] *= 2;
}
