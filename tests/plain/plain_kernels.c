// The yardstick of ci/fuzz-throughput: what one writes by hand to fuzz a kernel against its
// reference. Raw bytes are the arguments, results are compared bit by bit, and nothing else is
// looked at. PLAIN_dot (or another name below) chooses the kernel, PLAIN_LEVEL the optimized side.

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_(level, name) optimized_##level##_##name
#define JOIN(level, name)  JOIN_(level, name)
#define OPTIMIZED(name)    JOIN(PLAIN_LEVEL, name)

enum { NUMBERS_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t at_most(size_t count) {
    return count < NUMBERS_MAX ? count : NUMBERS_MAX;
}

static uint64_t input_count, element_count;

static void print_counts(void) {
    fprintf(stderr, "inputs: %llu, elements: %llu\n", (unsigned long long)input_count,
            (unsigned long long)element_count);
}

#ifdef __clang__
#define NOT_COUNTED __attribute__((no_sanitize("coverage")))
#else
#define NOT_COUNTED
#endif

/// Elements are what a kernel reads, as `lockstep diff` counts them. To count is no news to a
/// fuzzer.
NOT_COUNTED static void count_input(size_t elements) {
    if (input_count++ == 0 && getenv("LOCKSTEP_FUZZ_COUNT") != NULL)
        atexit(print_counts);
    element_count += elements;
}

static void require_equal(const void *one, const void *other, size_t size) {
    if (memcmp(one, other, size) != 0)
        abort();
}

#if defined(PLAIN_dot) || defined(PLAIN_cosine)
#ifdef PLAIN_dot
#define NAME dot
#else
#define NAME cosine
#endif
float NAME(size_t n, const float *a, const float *b);
float OPTIMIZED(NAME)(size_t n, const float *a, const float *b);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static float a[NUMBERS_MAX], b[NUMBERS_MAX];
    size_t n = at_most(size / 8);
    count_input(2 * n);
    memcpy(a, data, 4 * n);
    memcpy(b, data + 4 * n, 4 * n);
    float expected = NAME(n, a, b), found = OPTIMIZED(NAME)(n, a, b);
    require_equal(&expected, &found, sizeof expected);
    return 0;
}
#elif defined(PLAIN_norm)
float norm(size_t n, const float *a);
float OPTIMIZED(norm)(size_t n, const float *a);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static float a[NUMBERS_MAX];
    size_t n = at_most(size / 4);
    count_input(n);
    memcpy(a, data, 4 * n);
    float expected = norm(n, a), found = OPTIMIZED(norm)(n, a);
    require_equal(&expected, &found, sizeof expected);
    return 0;
}
#elif defined(PLAIN_exp_f32)
void exp_f32(size_t n, const float *x, float *result);
void OPTIMIZED(exp_f32)(size_t n, const float *x, float *result);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static float x[NUMBERS_MAX], expected[NUMBERS_MAX], found[NUMBERS_MAX];
    size_t n = at_most(size / 4);
    count_input(n);
    memcpy(x, data, 4 * n);
    exp_f32(n, x, expected);
    OPTIMIZED(exp_f32)(n, x, found);
    require_equal(expected, found, 4 * n);
    return 0;
}
#elif defined(PLAIN_decay_linear)
void decay_linear(size_t n, float *strengths, const uint64_t *ages, float slope);
void OPTIMIZED(decay_linear)(size_t n, float *strengths, const uint64_t *ages, float slope);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static float expected[NUMBERS_MAX], found[NUMBERS_MAX];
    static uint64_t ages[NUMBERS_MAX];
    float slope;
    if (size < sizeof slope)
        return 0;
    memcpy(&slope, data, sizeof slope);
    size_t n = at_most((size - sizeof slope) / 12);
    count_input(2 * n);
    memcpy(expected, data + sizeof slope, 4 * n);
    memcpy(found, expected, 4 * n);
    memcpy(ages, data + sizeof slope + 4 * n, 8 * n);
    decay_linear(n, expected, ages, slope);
    OPTIMIZED(decay_linear)(n, found, ages, slope);
    require_equal(expected, found, 4 * n);
    return 0;
}
#elif defined(PLAIN_collect_nodes)
size_t collect_nodes(size_t slots, const uint8_t *states, uint32_t *ids);
size_t OPTIMIZED(collect_nodes)(size_t slots, const uint8_t *states, uint32_t *ids);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static uint32_t expected[NUMBERS_MAX], found[NUMBERS_MAX];
    size_t slots = at_most(size), count = collect_nodes(slots, data, expected);
    count_input(slots);
    if (OPTIMIZED(collect_nodes)(slots, data, found) != count)
        abort();
    require_equal(expected, found, 4 * count);
    return 0;
}
#elif defined(PLAIN_top_k)
void top_k(size_t n, size_t k, const float *scores, uint32_t *indices, float *best);
void OPTIMIZED(top_k)(size_t n, size_t k, const float *scores, uint32_t *indices, float *best);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static float scores[NUMBERS_MAX], expected_best[NUMBERS_MAX], found_best[NUMBERS_MAX];
    static uint32_t expected[NUMBERS_MAX], found[NUMBERS_MAX];
    if (size < 1)
        return 0;
    size_t n = at_most((size - 1) / 4), k = data[0] < n ? data[0] : n;
    count_input(n);
    memcpy(scores, data + 1, 4 * n);
    top_k(n, k, scores, expected, expected_best);
    OPTIMIZED(top_k)(n, k, scores, found, found_best);
    require_equal(expected, found, 4 * k);
    require_equal(expected_best, found_best, 4 * k);
    return 0;
}
#else
#error "define PLAIN_ and the name of a kernel"
#endif
