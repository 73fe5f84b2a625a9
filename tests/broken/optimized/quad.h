/// Four lanes, in the compiler's own vector types: what planted kernels and their twins are
/// vectorized with.
#ifndef LOCKSTEP_TESTS_BROKEN_QUAD_H
#define LOCKSTEP_TESTS_BROKEN_QUAD_H

#include <stdint.h>
#include <string.h>

typedef float f32x4 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));

static inline f32x4 f32x4_load(const float *from) {
    f32x4 lanes;
    memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

static inline i32x4 i32x4_load(const int32_t *from) {
    i32x4 lanes;
    memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

static inline u32x4 u32x4_load(const uint32_t *from) {
    u32x4 lanes;
    memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

static inline void f32x4_store(float *to, f32x4 lanes) {
    memcpy(to, &lanes, sizeof lanes);
}

static inline void u32x4_store(uint32_t *to, u32x4 lanes) {
    memcpy(to, &lanes, sizeof lanes);
}

/// Lane by lane `a` where the mask, a comparison's result, is set, else `b`.
static inline f32x4 f32x4_select(i32x4 mask, f32x4 a, f32x4 b) {
    return (f32x4)(((i32x4)a & mask) | ((i32x4)b & ~mask));
}

#endif
