/// What the contests draw their inputs with, and where these lie.
#include "bench/peers/peers_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

void *peers_memory(size_t bytes) {
    enum { HUGE = 2 << 20 };
    size_t size = (bytes + 4096 + HUGE - 1) / HUGE * HUGE;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        fprintf(stderr, "peers: error: no memory for %zu bytes\n", bytes);
        exit(2);
    }
    madvise(memory, size, MADV_HUGEPAGE);
    // A mapping begins at a page: arrays that all do fall into the same sets of the caches.
    static size_t colour;
    return (char *)memory + colour++ % 32 * 128;
}

uint64_t peers_word(void) {
    static uint64_t state;
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void peers_fill(float *values, size_t count, float low, float high) {
    for (size_t i = 0; i < count; i++)
        values[i] = low + (high - low) * ((float)(peers_word() >> 40) * 0x1p-24f);
}
