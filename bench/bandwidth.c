#include "bench/bandwidth.h"

#include "bench/clock.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { TOTAL_NS = 40000000, PASSES_MIN = 4, LANES = 8 };

/// Of any alignment, over any type: what is read are a kernel's arrays as well.
typedef uint64_t vector __attribute__((vector_size(32), aligned(1), may_alias));

/// Sums in many lanes, so that loads and not additions are what is waited for.
#define READ_ALL(name)                                                                             \
    static uint64_t name(const vector *words, size_t count) {                                      \
        vector sums[LANES] = {{0}};                                                                \
        for (size_t i = 0; i + LANES <= count; i += LANES)                                         \
            for (size_t k = 0; k < LANES; k++)                                                     \
                sums[k] += words[i + k];                                                           \
        for (size_t k = 1; k < LANES; k++)                                                         \
            sums[0] += sums[k];                                                                    \
        return sums[0][0] + sums[0][1] + sums[0][2] + sums[0][3];                                  \
    }

READ_ALL(read_all)

#if defined(__x86_64__)
__attribute__((target("avx2"))) READ_ALL(read_all_wide)
#endif

    static uint64_t read_widest(const vector *words, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return read_all_wide(words, count);
#endif
    return read_all(words, count);
}

void bench_bandwidth_scan(const void *memory, size_t bytes) {
    uint64_t total = read_widest(memory, bytes / sizeof(vector));
    __asm__ volatile("" : : "r"(total) : "memory");
}

double bench_bandwidth_read(size_t bytes) {
    size_t block = LANES * sizeof(vector);
    size_t size = (bytes + block - 1) / block * block;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    double best = 0;
    uint64_t spent = 0;
    if (memory == MAP_FAILED)
        return 0;
    // Pages that were never written are all one page.
    memset(memory, 1, size);
    size_t repeats = (1 << 20) / size + 1;
    for (int pass = 0; pass < PASSES_MIN || spent < TOTAL_NS; pass++) {
        struct bench_time start = bench_clock_read();
        for (size_t i = 0; i < repeats; i++)
            bench_bandwidth_scan(memory, size);
        struct bench_time time = bench_clock_since(start);
        double rate = (double)(size * repeats) / ((double)(time.cpu_ns + 1) / 1e9);
        best = rate > best ? rate : best;
        spent += time.cpu_ns + 1;
    }
    munmap(memory, size);
    return best;
}
