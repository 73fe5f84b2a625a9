// What each of these gets wrong, and how often it shows, is told beside it.

#include "tests/needles/needles.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Drops what lies below 10^-6: the result is off by more than is accepted only where at least 60
/// of the 64 lanes lie just below that.
float faint_sum(const float x[64]) {
    double sum = 0;
    for (size_t i = 0; i < 64; i++)
        sum += (double)x[i] * (x[i] >= 1e-6f);
    return (float)sum;
}

/// One accumulator in float: its error is that large only where most additions round one way.
float drifting_sum(size_t n, const float x[n]) {
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

/// Sixteen accumulators in float, as vectors have them; squares are halved against overflow.
float coarse_cosine(size_t n, const float a[n], const float b[n]) {
    float d[16] = {0}, x[16] = {0}, y[16] = {0};
    for (size_t i = 0; i < n; i++) {
        d[i % 16] += a[i] * b[i];
        x[i % 16] += a[i] * a[i];
        y[i % 16] += b[i] * b[i];
    }
    double dot = 0, norm_a = 0, norm_b = 0;
    for (size_t i = 0; i < 16; i++) {
        dot += (double)d[i];
        norm_a += (double)x[i];
        norm_b += (double)y[i];
    }
    // What vanishes as a square is summed again.
    if (norm_a < 1e-20 || norm_b < 1e-20) {
        dot = norm_a = norm_b = 0;
        for (size_t i = 0; i < n; i++) {
            dot += (double)a[i] * (double)b[i];
            norm_a += (double)a[i] * (double)a[i];
            norm_b += (double)b[i] * (double)b[i];
        }
    }
    return norm_a > 0 && norm_b > 0 ? (float)(dot / sqrt(norm_a) / sqrt(norm_b)) : 0;
}

/// Lane 5 is cut to a half's precision: 2^20 units in the last place show only where the sum
/// cancels to almost nothing, and lane 5 does not cancel alone.
float blurred_sum(const float x[16]) {
    double sum = 0;
    for (size_t i = 0; i < 16; i++) {
        uint32_t bits;
        float lane = x[i];
        memcpy(&bits, &lane, sizeof bits);
        bits &= i == 5 ? 0xfffffff0u : 0xffffffffu;
        memcpy(&lane, &bits, sizeof lane);
        sum += (double)lane;
    }
    return (float)sum;
}

/// Negates twice: a sum of exactly zero gets the other sign.
void distant_pairs(const float x[64], float sums[32]) {
    for (size_t i = 0; i < 32; i++)
        sums[i] = -(-x[i] - x[i + 32]);
}

/// Sixteen counters of a byte each, added up after 256 rounds and not after 255: one wraps where
/// all 256 bytes of its lane equal the key.
uint32_t full_counters(size_t n, const uint8_t bytes[n], uint8_t key) {
    uint32_t count = 0;
    for (size_t start = 0; start < n; start += 16 * 256) {
        uint8_t lanes[16] = {0};
        for (size_t i = start; i < n && i < start + 16 * 256; i++)
            lanes[i % 16] = (uint8_t)(lanes[i % 16] + (bytes[i] == key));
        for (size_t i = 0; i < 16; i++)
            count += lanes[i];
    }
    return count;
}

/// Aborts on every tenth number: no needle, but what a search must live with.
uint32_t mixed_bits(uint32_t x) {
    uint32_t mixed = x * 2654435761u ^ x >> 7;
    if (mixed % 10 == 3)
        abort();
    return mixed;
}

/// The third block is not given back at the end, unless the fourth was in use too: so no call fails
/// by itself, and one that fails needs another before it.
uint32_t lent_blocks(size_t n, const uint8_t takes[n]) {
    static uint32_t lost;
    uint32_t held = 0, taken = 0, most = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_taken = takes[i] == 1 && held < 4 - lost;
        taken += is_taken;
        held += is_taken;
        most = held > most ? held : most;
        held -= takes[i] == 0 && held > 0;
    }
    lost |= held == 3 && most == 3;
    return taken;
}
