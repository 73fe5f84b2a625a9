#include "tests/needles/needles.h"

#include <math.h>
#include <stdbool.h>

float faint_sum(const float x[64]) {
    double sum = 0;
    for (size_t i = 0; i < 64; i++)
        sum += (double)x[i];
    return (float)sum;
}

float drifting_sum(size_t n, const float x[n]) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i];
    return (float)sum;
}

float coarse_cosine(size_t n, const float a[n], const float b[n]) {
    double d = 0, x = 0, y = 0;
    for (size_t i = 0; i < n; i++) {
        d += (double)a[i] * (double)b[i];
        x += (double)a[i] * (double)a[i];
        y += (double)b[i] * (double)b[i];
    }
    return x > 0 && y > 0 ? (float)(d / sqrt(x) / sqrt(y)) : 0;
}

float blurred_sum(const float x[16]) {
    double sum = 0;
    for (size_t i = 0; i < 16; i++)
        sum += (double)x[i];
    return (float)sum;
}

void distant_pairs(const float x[64], float sums[32]) {
    for (size_t i = 0; i < 32; i++)
        sums[i] = x[i] + x[i + 32];
}

uint32_t full_counters(size_t n, const uint8_t bytes[n], uint8_t key) {
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += bytes[i] == key;
    return count;
}

uint32_t mixed_bits(uint32_t x) {
    return x * 2654435761u ^ x >> 7;
}

uint32_t lent_blocks(size_t n, const uint8_t takes[n]) {
    uint32_t held = 0, taken = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_taken = takes[i] == 1 && held < 4;
        taken += is_taken;
        held += is_taken;
        held -= takes[i] == 0 && held > 0;
    }
    return taken;
}
