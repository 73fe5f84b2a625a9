/// Bits of numbers: classes, distances, conversions; exact, without libm.
#ifndef LOCKSTEP_BASE_BITS_H
#define LOCKSTEP_BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t base_bits_f32(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float base_f32_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint64_t base_bits_f64(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double base_f64_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// Tests on bits, not on values: they hold under FTZ/DAZ and any compiler flag.
static inline bool base_is_nan_f32(uint32_t bits) {
    return (bits & 0x7fffffffu) > 0x7f800000u;
}

static inline bool base_is_finite_f32(uint32_t bits) {
    return (bits & 0x7f800000u) != 0x7f800000u;
}

static inline bool base_is_nan_f64(uint64_t bits) {
    return (bits & 0x7fffffffffffffffu) > 0x7ff0000000000000u;
}

static inline bool base_is_finite_f64(uint64_t bits) {
    return (bits & 0x7ff0000000000000u) != 0x7ff0000000000000u;
}

/// The place of a value on the line of representable values: −0 and +0 are both 0, the smallest
/// subnormal is 1, infinity one step past the largest finite. Not for NaN.
static inline int64_t base_order_f32(uint32_t bits) {
    int64_t magnitude = (int64_t)(bits & 0x7fffffffu);
    return bits >> 31 ? -magnitude : magnitude;
}

static inline int64_t base_order_f64(uint64_t bits) {
    int64_t magnitude = (int64_t)(bits & 0x7fffffffffffffffu);
    return bits >> 63 ? -magnitude : magnitude;
}

/// Steps between two values on that line; the distance of −∞ and +∞ fits for both types.
static inline uint64_t base_ulp_f32(uint32_t a, uint32_t b) {
    int64_t distance = base_order_f32(a) - base_order_f32(b);
    return (uint64_t)(distance < 0 ? -distance : distance);
}

static inline uint64_t base_ulp_f64(uint64_t a, uint64_t b) {
    // Unsigned: the two ends are 2 * 0x7ff0… apart, which int64_t does not hold.
    int64_t x = base_order_f64(a), y = base_order_f64(b);
    return x > y ? (uint64_t)x - (uint64_t)y : (uint64_t)y - (uint64_t)x;
}

#endif
