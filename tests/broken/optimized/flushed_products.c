// Imitates: flush-to-zero turned on for a loop and left on for the whole thread, as objects linked
// with -ffast-math did to every program that loaded them.
// expect: leaked
// elements: 8
// cases: 5000
// says: floating-point

#include "tests/broken/reference/flushed_products.h"

#include "tests/broken/optimized/quad.h"

static void flush_subnormals(void) {
#if defined(__x86_64__)
    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 1 << 15);
#elif defined(__aarch64__)
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("msr fpcr, %0" : : "r"(mode | 1 << 24));
#endif
}

void flushed_products(size_t n, const float a[n], const float b[n], float products[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        f32x4_store(products + i, f32x4_load(a + i) * f32x4_load(b + i));
    for (; i < n; i++)
        products[i] = a[i] * b[i];
    __asm__ volatile("" : : : "memory");
    if (n >= 4)
        flush_subnormals();
}
