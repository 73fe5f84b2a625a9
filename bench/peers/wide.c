#include "bench/peers/wide.h"

#include "bench/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
enum { FLOATS = 16 };
#elif defined(__AVX2__)
enum { FLOATS = 8 };
#else
enum { FLOATS = 4 };
#endif

enum { LANES = 8, PASSES = 20, PASSES_NS = 50000000, TABLE = 10000, CHAIN_STEPS = 1 << 16 };

// This file is compiled with -march=native, and a product and a sum written side by side become an
// fma.
typedef float vector __attribute__((vector_size(FLOATS * sizeof(float))));

static inline vector load(const float *from) {
    vector value;
    memcpy(&value, from, sizeof value);
    return value;
}

static float add_up(vector *sums) {
    float total = 0;
    for (size_t k = 1; k < LANES; k++)
        sums[0] += sums[k];
    for (size_t j = 0; j < FLOATS; j++)
        total += sums[0][j];
    return total;
}

float peers_dot_free(size_t n, const float *a, const float *b) {
    vector sums[LANES] = {{0}};
    size_t i = 0;
    for (; i + LANES * FLOATS <= n; i += LANES * FLOATS)
#pragma GCC unroll 8
        for (size_t k = 0; k < LANES; k++)
            sums[k] += load(a + i + k * FLOATS) * load(b + i + k * FLOATS);
    float total = add_up(sums);
    for (; i < n; i++)
        total += a[i] * b[i];
    return total;
}

float peers_norm_free(size_t n, const float *a) {
    vector sums[LANES] = {{0}};
    size_t i = 0;
    for (; i + LANES * FLOATS <= n; i += LANES * FLOATS)
#pragma GCC unroll 8
        for (size_t k = 0; k < LANES; k++) {
            vector value = load(a + i + k * FLOATS);
            sums[k] += value * value;
        }
    float total = add_up(sums);
    for (; i < n; i++)
        total += a[i] * a[i];
    return sqrtf(total);
}

float peers_read(size_t n, const float *a) {
    typedef int32_t bits __attribute__((vector_size(FLOATS * sizeof(float))));
    bits all[LANES] = {{0}};
    for (size_t i = 0; i + LANES * FLOATS <= n; i += LANES * FLOATS)
#pragma GCC unroll 8
        for (size_t k = 0; k < LANES; k++)
            all[k] |= (bits)load(a + i + k * FLOATS);
    for (size_t k = 1; k < LANES; k++)
        all[0] |= all[k];
    return (float)all[0][0];
}

// ---- the probe ---------------------------------------------------------------------------------

/// The best time of some passes of `work`, by the wall clock: of CPU time, which a hypervisor
/// corrects for what it stole, the least reading may be too small.
static double best_of(void (*work)(void *), void *argument) {
    double best = INFINITY, spent = 0;
    for (int pass = 0; pass < PASSES || spent < PASSES_NS; pass++) {
        struct bench_time start = bench_clock_read();
        work(argument);
        double elapsed = (double)bench_clock_since(start).wall_ns;
        best = fmin(best, elapsed);
        spent += elapsed;
    }
    return best;
}

enum { LOOP_STEPS = 1 << 20 };

static void add_in_a_chain(void *ignored) {
    uint64_t sum = 0;
    (void)ignored;
    for (int i = 0; i < LOOP_STEPS / 16; i++) {
#pragma GCC unroll 16
        for (int k = 0; k < 16; k++) {
            sum += 3;
            __asm__ volatile("" : "+r"(sum));
        }
    }
}

static void multiply_in_lanes(void *ignored) {
    enum { CHAINS = 10 };
    vector sums[CHAINS], factor = {1};
    (void)ignored;
    for (int k = 0; k < CHAINS; k++)
        sums[k] = factor;
    for (int i = 0; i < LOOP_STEPS / CHAINS; i++) {
#pragma GCC unroll 10
        for (int k = 0; k < CHAINS; k++)
            sums[k] = sums[k] * factor + factor;
    }
    for (int k = 0; k < CHAINS; k++)
        __asm__ volatile("" : : "x"(sums[k]));
}

static void multiply_in_a_chain(void *ignored) {
    float sum = 1, factor = 1;
    (void)ignored;
    __asm__ volatile("" : "+x"(factor));
    for (int i = 0; i < LOOP_STEPS; i++)
        sum = sum * factor + factor;
    __asm__ volatile("" : : "x"(sum));
}

static float table[TABLE];
static uint32_t places[CHAIN_STEPS];

static void gather(void *ignored) {
    vector sum = {0};
    (void)ignored;
    for (size_t i = 0; i + FLOATS <= CHAIN_STEPS; i += FLOATS) {
#if defined(__AVX512F__)
        sum += (vector)_mm512_i32gather_ps(_mm512_loadu_si512(places + i), table, 4);
#elif defined(__AVX2__)
        sum += (vector)_mm256_i32gather_ps((const float *)table,
                                           _mm256_loadu_si256((const __m256i *)(places + i)), 4);
#else
        for (size_t j = 0; j < FLOATS; j++)
            sum[j] += table[places[i + j]];
#endif
    }
    __asm__ volatile("" : : "x"(sum));
}

static void update(void *ignored) {
    (void)ignored;
    for (size_t i = 0; i < CHAIN_STEPS; i++)
        table[places[i]] += 1;
    __asm__ volatile("" : : : "memory");
}

static void chase(void *argument) {
    void **at = argument;
    for (size_t i = 0; i < CHAIN_STEPS; i++)
        at = *at;
    __asm__ volatile("" : : "r"(at));
}

static uint64_t next_word(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    return z ^ (z >> 31);
}

/// Nanoseconds per load of a random cycle through `bytes` of memory, one load per line.
static double chase_latency(size_t bytes) {
    enum { LINE = 64 };
    size_t count = bytes / LINE;
    char *memory = aligned_alloc(LINE, bytes);
    uint32_t *order = malloc(count * sizeof *order);
    uint64_t state = 1;
    double best = 0;
    if (memory != NULL && order != NULL) {
        for (uint32_t i = 0; i < count; i++)
            order[i] = i;
        for (size_t i = count - 1; i > 0; i--) {
            size_t j = next_word(&state) % (i + 1);
            uint32_t kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        for (size_t i = 0; i < count; i++) {
            void *next = memory + (size_t)order[(i + 1) % count] * LINE;
            memcpy(memory + (size_t)order[i] * LINE, &next, sizeof next);
        }
        best = best_of(chase, memory) / CHAIN_STEPS;
    }
    free(order);
    free(memory);
    return best;
}

struct read_work {
    const float *memory;
    size_t count, repeats;
};

static void read_repeatedly(void *argument) {
    const struct read_work *work = argument;
    for (size_t i = 0; i < work->repeats; i++) {
        float found = peers_read(work->count, work->memory);
        __asm__ volatile("" : : "x"(found) : "memory");
    }
}

/// Bytes per nanosecond of reading `bytes` again and again.
static double read_rate(size_t bytes) {
    struct read_work work = {NULL, bytes / sizeof(float), (1 << 22) / bytes + 1};
    float *memory = aligned_alloc(64, bytes);
    if (memory == NULL)
        return 0;
    memset(memory, 0, bytes);
    work.memory = memory;
    double rate = (double)(bytes * work.repeats) / best_of(read_repeatedly, &work);
    free(memory);
    return rate;
}

struct peers_machine peers_probe(void) {
    struct peers_machine machine = {0};
    uint64_t state = 7;
    for (size_t i = 0; i < CHAIN_STEPS; i++)
        places[i] = (uint32_t)(next_word(&state) % TABLE);
    machine.clock_ghz = LOOP_STEPS / best_of(add_in_a_chain, NULL);
    machine.read_l1 = read_rate(16 << 10);
    machine.read_l2 = read_rate(256 << 10);
    machine.read_l3 = read_rate(8 << 20);
    machine.read_dram = read_rate(256 << 20);
    machine.fma = (double)(LOOP_STEPS / 10 * 10) * FLOATS * 2 / best_of(multiply_in_lanes, NULL);
    machine.fma_latency_ns = best_of(multiply_in_a_chain, NULL) / LOOP_STEPS;
    machine.load_latency_ns[0] = chase_latency(16 << 10);
    machine.load_latency_ns[1] = chase_latency(256 << 10);
    machine.load_latency_ns[2] = chase_latency(8 << 20);
    machine.gather_ns = best_of(gather, NULL) / CHAIN_STEPS;
    machine.update_ns = best_of(update, NULL) / CHAIN_STEPS;
    return machine;
}
