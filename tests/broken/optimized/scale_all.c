// Imitates: subnormals flushed to zero for speed while the kernel runs; the mode is put back, the
// results are not.
// expect: differs
// elements: 1
// cases: 20000

#include "tests/broken/reference/scale_all.h"

#include <stdint.h>

#if defined(__x86_64__)
static uint64_t read_mode(void) {
    return __builtin_ia32_stmxcsr();
}

static void write_mode(uint64_t mode) {
    __builtin_ia32_ldmxcsr((unsigned)mode);
}

enum { FLUSHING = 1 << 15 | 1 << 6 };
#elif defined(__aarch64__)
static uint64_t read_mode(void) {
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
}

static void write_mode(uint64_t mode) {
    __asm__ volatile("msr fpcr, %0" : : "r"(mode));
}

enum { FLUSHING = 1 << 24 };
#endif

/// Not inlined: the products must not move to where the mode is another.
__attribute__((noinline)) static void multiply(size_t n, const float *values, float factor,
                                               float *scaled) {
    for (size_t i = 0; i < n; i++)
        scaled[i] = values[i] * factor;
    __asm__ volatile("" : : : "memory");
}

void scale_all(size_t n, const float values[n], float factor, float scaled[n]) {
    uint64_t mode = read_mode();
    write_mode(mode | FLUSHING);
    multiply(n, values, factor, scaled);
    write_mode(mode);
}
