// What one writes by hand in ten minutes: raw bytes as arguments, no typed mutator, no feedback on
// the divergence. It stands here for comparison: executions per second, and which needles it finds.
// PLAIN_NEEDLE chooses the kernel; kernels are linked as reference_NAME and planted_NAME.

#include "base/bits.h"
#include "tests/needles/needles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CALL_(prefix, name) prefix##name
#define CALL(prefix, name)  CALL_(prefix, name)

float reference_faint_sum(const float *x);
float planted_faint_sum(const float *x);
float reference_drifting_sum(size_t n, const float *x);
float planted_drifting_sum(size_t n, const float *x);
float reference_coarse_cosine(size_t n, const float *a, const float *b);
float planted_coarse_cosine(size_t n, const float *a, const float *b);
float reference_blurred_sum(const float *x);
float planted_blurred_sum(const float *x);
void reference_distant_pairs(const float *x, float *sums);
void planted_distant_pairs(const float *x, float *sums);
uint32_t reference_full_counters(size_t n, const uint8_t *bytes, uint8_t key);
uint32_t planted_full_counters(size_t n, const uint8_t *bytes, uint8_t key);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static float values[2 * 4096];

/// Raw floats, brought into the domain the way one does by hand; how many there are.
static size_t take_floats(const uint8_t *data, size_t size, size_t limit, float low, float high) {
    size_t count = size / 4 < limit ? size / 4 : limit;
    memcpy(values, data, 4 * count);
    for (size_t i = 0; i < count; i++)
        if (!(values[i] >= low && values[i] <= high))
            values[i] = low + (high - low) * (float)(data[4 * i] % 17) / 16;
    return count;
}

#if PLAIN_NEEDLE == 1
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (take_floats(data, size, 64, 0, 1) < 64)
        return 0;
    if (fabsf(reference_faint_sum(values) - planted_faint_sum(values)) > 6e-5f)
        abort();
    return 0;
}
#elif PLAIN_NEEDLE == 2
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t n = take_floats(data, size, 4096, 0, 1);
    if (n == 0)
        return 0;
    float expected = reference_drifting_sum(n, values), found = planted_drifting_sum(n, values);
    if (fabsf(expected - found) > 3e-5f * fmaxf(fabsf(expected), fabsf(found)))
        abort();
    return 0;
}
#elif PLAIN_NEEDLE == 3
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t n = take_floats(data, size, 2 * 768, -1e9f, 1e9f) / 2;
    if (n == 0)
        return 0;
    float expected = reference_coarse_cosine(n, values, values + n);
    if (fabsf(expected - planted_coarse_cosine(n, values, values + n)) > 1e-6f)
        abort();
    return 0;
}
#elif PLAIN_NEEDLE == 4
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (take_floats(data, size, 16, -65536, 65536) < 16)
        return 0;
    uint32_t expected = base_bits_f32(reference_blurred_sum(values));
    if (base_ulp_f32(expected, base_bits_f32(planted_blurred_sum(values))) > 1048576)
        abort();
    return 0;
}
#elif PLAIN_NEEDLE == 5
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    float expected[32], found[32];
    if (size < 256)
        return 0;
    memcpy(values, data, 256);
    for (size_t i = 0; i < 64; i++)
        if (!isnormal(values[i]))
            return 0;
    reference_distant_pairs(values, expected);
    planted_distant_pairs(values, found);
    if (memcmp(expected, found, sizeof expected) != 0)
        abort();
    return 0;
}
#else
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1)
        return 0;
    size_t n = size - 1 < 8192 ? size - 1 : 8192;
    if (reference_full_counters(n, data + 1, data[0]) !=
        planted_full_counters(n, data + 1, data[0]))
        abort();
    return 0;
}
#endif
