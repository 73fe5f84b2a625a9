/// One source for every width: vectors of float and double as wide as the target's registers.
///
/// x86-64 baseline and AArch64 have 16 bytes, x86-64-v3 32, x86-64-v4 64. Arithmetic, comparison
/// and conversion are the compiler's vector extensions; only what these cannot express is written
/// per instruction set below: fma, square root, and loads and stores of the first elements only.
/// Defining VECTOR_BYTES beforehand builds another width out of the target's own vectors, which
/// runs the code of a wider machine on a narrower one.
#ifndef LOCKSTEP_OPTIMIZED_VECTOR_H
#define LOCKSTEP_OPTIMIZED_VECTOR_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#ifndef VECTOR_BYTES
#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#endif

// For the preprocessor, which does not know enumerators.
#if VECTOR_BYTES == 64
#define VECTOR_FLOATS_LOG2 4
#elif VECTOR_BYTES == 32
#define VECTOR_FLOATS_LOG2 3
#else
#define VECTOR_FLOATS_LOG2 2
#endif

// A machine without the instruction computes fma in double; see sum.h.
#if defined(__FMA__) || defined(__aarch64__)
#define VECTOR_HAS_FMA 1
#else
#define VECTOR_HAS_FMA 0
#endif

// Arrays of vectors live in registers only where every loop over them is unrolled.
#if defined(__clang__)
#define VECTOR_UNROLL _Pragma("clang loop unroll(full)")
#else
#define VECTOR_UNROLL _Pragma("GCC unroll 16")
#endif

#define VECTOR_INLINE static inline __attribute__((always_inline))
#define VECTOR_RARE   static __attribute__((noinline, unused))

// Keeps a value in its register: a compiler may otherwise load it anew for every use. Whoever
// builds a width that the machine has no registers for defines it away.
#if defined(VECTOR_PIN)
#elif defined(__x86_64__)
#define VECTOR_PIN(value) __asm__("" : "+x"(value))
#elif defined(__aarch64__)
#define VECTOR_PIN(value) __asm__("" : "+w"(value))
#else
#define VECTOR_PIN(value) (void)(value)
#endif

// Keeps values that are in memory there: a compiler may otherwise hold them in registers as well,
// and have none left for the next pass.
#define VECTOR_LEAVE_IN_MEMORY() __asm__ volatile("" : : : "memory")

enum { VECTOR_FLOATS = VECTOR_BYTES / 4, VECTOR_DOUBLES = VECTOR_BYTES / 8 };

typedef float vector_f32 __attribute__((vector_size(VECTOR_BYTES)));
typedef int32_t vector_i32 __attribute__((vector_size(VECTOR_BYTES)));
typedef uint32_t vector_u32 __attribute__((vector_size(VECTOR_BYTES)));
typedef double vector_f64 __attribute__((vector_size(VECTOR_BYTES)));
typedef int64_t vector_i64 __attribute__((vector_size(VECTOR_BYTES)));
typedef uint64_t vector_u64 __attribute__((vector_size(VECTOR_BYTES)));

// Half a vector of floats: as many as a vector holds doubles.
typedef float vector_f32_half __attribute__((vector_size(VECTOR_BYTES / 2)));
typedef int32_t vector_i32_half __attribute__((vector_size(VECTOR_BYTES / 2)));

typedef float vector_f32x8 __attribute__((vector_size(32)));
typedef float vector_f32x4 __attribute__((vector_size(16)));
typedef double vector_f64x2 __attribute__((vector_size(16)));

VECTOR_INLINE vector_f32 vector_load_f32(const float *from) {
    vector_f32 value;
    memcpy(&value, from, sizeof value);
    return value;
}

VECTOR_INLINE void vector_store_f32(float *to, vector_f32 value) {
    memcpy(to, &value, sizeof value);
}

VECTOR_INLINE vector_f32 vector_splat_f32(float value) {
    return value - (vector_f32){0};
}

VECTOR_INLINE vector_f64 vector_splat_f64(double value) {
    return value - (vector_f64){0};
}

/// Elements of `yes` where the mask is all ones, of `no` where it is zero.
VECTOR_INLINE vector_f32 vector_select_f32(vector_i32 mask, vector_f32 yes, vector_f32 no) {
#if defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f32)_mm256_blendv_ps((__m256)no, (__m256)yes, (__m256)mask);
#else
    return (vector_f32)((mask & (vector_i32)yes) | (~mask & (vector_i32)no));
#endif
}

VECTOR_INLINE vector_f64 vector_select_f64(vector_i64 mask, vector_f64 yes, vector_f64 no) {
#if defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f64)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)mask);
#else
    return (vector_f64)((mask & (vector_i64)yes) | (~mask & (vector_i64)no));
#endif
}

/// x, but not below `low` nor above `high`; a NaN stays as it is.
VECTOR_INLINE vector_f32 vector_clamp_f32(vector_f32 x, float low, float high) {
    vector_f32 lows = vector_splat_f32(low), highs = vector_splat_f32(high);
// These instructions return the second operand where one is NaN.
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_f32)_mm512_max_ps((__m512)lows, _mm512_min_ps((__m512)highs, (__m512)x));
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f32)_mm256_max_ps((__m256)lows, _mm256_min_ps((__m256)highs, (__m256)x));
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (vector_f32)_mm_max_ps((__m128)lows, _mm_min_ps((__m128)highs, (__m128)x));
#else
    return vector_select_f32(x < lows, lows, vector_select_f32(x > highs, highs, x));
#endif
}

VECTOR_INLINE vector_f64 vector_clamp_f64(vector_f64 x, double low, double high) {
    vector_f64 lows = vector_splat_f64(low), highs = vector_splat_f64(high);
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_f64)_mm512_max_pd((__m512d)lows, _mm512_min_pd((__m512d)highs, (__m512d)x));
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f64)_mm256_max_pd((__m256d)lows, _mm256_min_pd((__m256d)highs, (__m256d)x));
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (vector_f64)_mm_max_pd((__m128d)lows, _mm_min_pd((__m128d)highs, (__m128d)x));
#else
    return vector_select_f64(x < lows, lows, vector_select_f64(x > highs, highs, x));
#endif
}

VECTOR_INLINE vector_f32 vector_absolute_f32(vector_f32 value) {
    return (vector_f32)((vector_i32)value & INT32_MAX);
}

/// Every NaN as 0x7fc00000; every other value as it is.
VECTOR_INLINE vector_f32 vector_canonical_f32(vector_f32 value) {
    return vector_select_f32(value == value, value, vector_splat_f32(__builtin_nanf("")));
}

#if VECTOR_HAS_FMA
/// a * b + c, rounded once.
VECTOR_INLINE vector_f32 vector_fma_f32(vector_f32 a, vector_f32 b, vector_f32 c) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_f32)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__) && VECTOR_BYTES == 32
    return (vector_f32)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__) && VECTOR_BYTES == 16
    return (vector_f32)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
    for (size_t j = 0; j < VECTOR_FLOATS; j++)
        c[j] = __builtin_fmaf(a[j], b[j], c[j]);
    return c;
#endif
}
#endif

/// a * b + c, fused where the machine can and rounded twice where not: for inner steps whose last
/// bit is not part of any result.
VECTOR_INLINE vector_f64 vector_multiply_add_f64(vector_f64 a, vector_f64 b, vector_f64 c) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_f64)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__FMA__) && VECTOR_BYTES == 32
    return (vector_f64)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__aarch64__) && VECTOR_BYTES == 16
    return (vector_f64)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#elif VECTOR_HAS_FMA
    for (size_t j = 0; j < VECTOR_DOUBLES; j++)
        c[j] = __builtin_fma(a[j], b[j], c[j]);
    return c;
#else
    return a * b + c;
#endif
}

/// One of four doubles for each element: the one whose number stands in the index's last two bits.
VECTOR_INLINE vector_f64 vector_choose_f64(const double of[4], vector_u64 index) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    __m512d all = _mm512_setr_pd(of[0], of[1], of[2], of[3], of[0], of[1], of[2], of[3]);
    return (vector_f64)_mm512_permutexvar_pd((__m512i)index, all);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    // This permutation looks at the second bit only, and the blend at the sign.
    __m256d evens = _mm256_setr_pd(of[0], of[2], of[0], of[2]);
    __m256d odds = _mm256_setr_pd(of[1], of[3], of[1], of[3]);
    return (vector_f64)_mm256_blendv_pd(_mm256_permutevar_pd(evens, (__m256i)index),
                                        _mm256_permutevar_pd(odds, (__m256i)index),
                                        (__m256d)(index << 63));
#else
    vector_f64 chosen;
    VECTOR_UNROLL for (size_t j = 0; j < VECTOR_DOUBLES; j++) chosen[j] = of[index[j] & 3];
    return chosen;
#endif
}

// Whether a table of eight floats fits into a register that can be chosen from.
#if (defined(__AVX512F__) && VECTOR_BYTES == 64) ||                                                \
    (defined(__AVX2__) && VECTOR_BYTES == 32 && VECTOR_HAS_FMA)
#define VECTOR_HAS_EIGHTS 1

/// One of eight floats for each element: the one whose number stands in the index's last three
/// bits.
VECTOR_INLINE vector_f32 vector_choose_eighth(const float of[8], vector_i32 index) {
#if VECTOR_BYTES == 64
    __m512 all = _mm512_setr_ps(of[0], of[1], of[2], of[3], of[4], of[5], of[6], of[7], of[0],
                                of[1], of[2], of[3], of[4], of[5], of[6], of[7]);
    return (vector_f32)_mm512_permutexvar_ps((__m512i)index, all);
#else
    __m256 all = _mm256_setr_ps(of[0], of[1], of[2], of[3], of[4], of[5], of[6], of[7]);
    return (vector_f32)_mm256_permutevar8x32_ps(all, (__m256i)index);
#endif
}
#else
#define VECTOR_HAS_EIGHTS 0
#endif

/// The first and the second half of a vector of floats as doubles.
VECTOR_INLINE vector_f64 vector_widen_low(vector_f32 value) {
// Intrinsics where gcc 12 would take the way through memory.
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_f64)_mm512_cvtps_pd(_mm512_castps512_ps256((__m512)value));
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f64)_mm256_cvtps_pd(_mm256_castps256_ps128((__m256)value));
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (vector_f64)_mm_cvtps_pd((__m128)value);
#else
    vector_f32_half half;
    memcpy(&half, &value, sizeof half);
    return __builtin_convertvector(half, vector_f64);
#endif
}

VECTOR_INLINE vector_f64 vector_widen_high(vector_f32 value) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    __m256d high = _mm512_extractf64x4_pd(_mm512_castps_pd((__m512)value), 1);
    return (vector_f64)_mm512_cvtps_pd(_mm256_castpd_ps(high));
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f64)_mm256_cvtps_pd(_mm256_extractf128_ps((__m256)value, 1));
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (vector_f64)_mm_cvtps_pd(_mm_movehl_ps((__m128)value, (__m128)value));
#else
    vector_f32_half half;
    memcpy(&half, (const char *)&value + sizeof half, sizeof half);
    return __builtin_convertvector(half, vector_f64);
#endif
}

/// Two vectors of doubles as one of floats, each rounded once.
VECTOR_INLINE vector_f32 vector_narrow(vector_f64 low, vector_f64 high) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    __m512d first = _mm512_castps_pd(_mm512_castps256_ps512(_mm512_cvtpd_ps((__m512d)low)));
    __m256d second = _mm256_castps_pd(_mm512_cvtpd_ps((__m512d)high));
    return (vector_f32)_mm512_insertf64x4(first, second, 1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f32)_mm256_set_m128(_mm256_cvtpd_ps((__m256d)high),
                                       _mm256_cvtpd_ps((__m256d)low));
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (vector_f32)_mm_movelh_ps(_mm_cvtpd_ps((__m128d)low), _mm_cvtpd_ps((__m128d)high));
#else
    vector_f32_half halves[2] = {__builtin_convertvector(low, vector_f32_half),
                                 __builtin_convertvector(high, vector_f32_half)};
    vector_f32 value;
    memcpy(&value, halves, sizeof value);
    return value;
#endif
}

/// Unsigned integers as doubles, rounded once: each half is exact, and so is the high half's place.
VECTOR_INLINE vector_f64 vector_from_u64(vector_u64 value) {
    vector_f64 high = (vector_f64)((value >> 32) | 0x4530000000000000u); // 2^84 + high * 2^32
    vector_f64 low = (vector_f64)((value & 0xffffffffu) | 0x4330000000000000u); // 2^52 + low
    return (high - 0x1.00000001p84) + low;                                      // 2^84 + 2^52
}

VECTOR_INLINE vector_u64 vector_load_u64(const uint64_t *from) {
    vector_u64 value;
    memcpy(&value, from, sizeof value);
    return value;
}

/// Whether every integer is below 2^52, so that vector_from_small_u64 is right.
VECTOR_INLINE _Bool vector_is_small_u64(vector_u64 value) {
    vector_u64 high = value >> 52;
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return _mm512_test_epi64_mask((__m512i)high, (__m512i)high) == 0;
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return _mm256_testz_si256((__m256i)high, (__m256i)high);
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return _mm_movemask_epi8(_mm_cmpeq_epi8((__m128i)high, _mm_setzero_si128())) == 0xffff;
#else
    uint64_t any = 0;
    VECTOR_UNROLL for (size_t j = 0; j < VECTOR_DOUBLES; j++) any |= high[j];
    return any == 0;
#endif
}

VECTOR_INLINE vector_f64 vector_from_small_u64(vector_u64 value) {
    return (vector_f64)(value | 0x4330000000000000u) - 0x1p52;
}

/// Square roots without the call for errno that the C library's functions would need.
VECTOR_INLINE float vector_root_f32(float value) {
#if defined(__SSE2__)
    return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(value)));
#else
    return __builtin_sqrtf(value);
#endif
}

VECTOR_INLINE double vector_root_f64(double value) {
#if defined(__SSE2__)
    __m128d wide = _mm_set_sd(value);
    return _mm_cvtsd_f64(_mm_sqrt_sd(wide, wide));
#else
    return __builtin_sqrt(value);
#endif
}

/// Clears the upper halves of the registers before a kernel returns. Compilers do so by themselves,
/// except gcc 12 where a vector instruction is followed by a call of a static function.
VECTOR_INLINE void vector_end(void) {
#if defined(__AVX__)
    _mm256_zeroupper();
#endif
}

/// A bit for each element of a mask, the first element's last.
VECTOR_INLINE uint32_t vector_bits_i32(vector_i32 mask) {
#if defined(__AVX512DQ__) && VECTOR_BYTES == 64
    return _mm512_movepi32_mask((__m512i)mask);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (uint32_t)_mm256_movemask_ps((__m256)mask);
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (uint32_t)_mm_movemask_ps((__m128)mask);
#else
    uint32_t bits = 0;
    VECTOR_UNROLL for (uint32_t j = 0; j < VECTOR_FLOATS; j++) bits |= ((uint32_t)mask[j] & 1) << j;
    return bits;
#endif
}

/// Whether a mask is all ones.
VECTOR_INLINE _Bool vector_are_all_i32(vector_i32 mask) {
#if defined(__aarch64__) && VECTOR_BYTES == 16
    return vminvq_u32((uint32x4_t)mask) == UINT32_MAX;
#else
    return vector_bits_i32(mask) == UINT32_MAX >> (32 - VECTOR_FLOATS);
#endif
}

/// The lower halves of doubles, in an order that depends on the machine.
VECTOR_INLINE vector_i32 vector_lower_words(vector_f64 low, vector_f64 high) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_i32)_mm512_shuffle_ps((__m512)low, (__m512)high, 0x88);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_i32)_mm256_shuffle_ps((__m256)low, (__m256)high, 0x88);
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (vector_i32)_mm_shuffle_ps((__m128)low, (__m128)high, 0x88);
#elif defined(__aarch64__) && VECTOR_BYTES == 16
    return (vector_i32)vuzp1q_s32((int32x4_t)low, (int32x4_t)high);
#else
    vector_i32 words;
    for (size_t j = 0; j < VECTOR_DOUBLES; j++) {
        words[j] = (int32_t)(uint32_t)((vector_u64)low)[j];
        words[j + VECTOR_DOUBLES] = (int32_t)(uint32_t)((vector_u64)high)[j];
    }
    return words;
#endif
}

/// The upper halves, in that order.
VECTOR_INLINE vector_i32 vector_upper_words(vector_f64 low, vector_f64 high) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_i32)_mm512_shuffle_ps((__m512)low, (__m512)high, 0xdd);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_i32)_mm256_shuffle_ps((__m256)low, (__m256)high, 0xdd);
#elif defined(__SSE2__) && VECTOR_BYTES == 16
    return (vector_i32)_mm_shuffle_ps((__m128)low, (__m128)high, 0xdd);
#elif defined(__aarch64__) && VECTOR_BYTES == 16
    return (vector_i32)vuzp2q_s32((int32x4_t)low, (int32x4_t)high);
#else
    return vector_lower_words((vector_f64)((vector_u64)low >> 32),
                              (vector_f64)((vector_u64)high >> 32));
#endif
}

/// Masks whose first `count` elements are all ones and the rest zero.
VECTOR_INLINE vector_i32 vector_first_i32(size_t count) {
    vector_i32 index;
    for (int j = 0; j < VECTOR_FLOATS; j++)
        index[j] = j;
    return index < (int32_t)count;
}

/// The first `count` elements, zero behind them; reads nothing beyond. count < VECTOR_FLOATS.
VECTOR_INLINE vector_f32 vector_load_first_f32(const float *from, size_t count) {
#if defined(__AVX512F__) && VECTOR_BYTES == 64
    return (vector_f32)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
    return (vector_f32)_mm256_maskload_ps(from, (__m256i)vector_first_i32(count));
#else
    vector_f32 value = {0};
    for (size_t j = 0; j < VECTOR_FLOATS; j++)
        if (j < count)
            value[j] = from[j];
    return value;
#endif
}

#endif
