/// Runs the code that optimized kernels have for AVX-512 on a machine without it.
///
/// `-include` of this file compiles a kernel for AVX2, yet lets it see the macros of x86-64-v4 and,
/// instead of the intrinsics, the emulation of SIMDe (https://github.com/simd-everywhere/simde). So
/// the same lines are chosen as for v4. An intrinsic that is missing here does not compile, since
/// the compiler's own is for another target; it is then added.
///
/// With EMULATED_PLANT two instructions go wrong, one in each of a pair of kernels, so that
/// tests/emulated_test sees a mistake that no other level has.
#ifndef LOCKSTEP_TESTS_AVX512_EMULATED_H
#define LOCKSTEP_TESTS_AVX512_EMULATED_H

#if !defined(__AVX2__) || defined(__AVX512F__)
#error "compile it with -march=x86-64-v3"
#endif

#include <immintrin.h>
#include <simde/x86/avx512.h>

// SIMDe has been told that there is no AVX-512; from here on the kernel is told that there is.
#define __AVX512F__  1
#define __AVX512BW__ 1
#define __AVX512CD__ 1
#define __AVX512DQ__ 1
#define __AVX512VL__ 1

// No register is wide enough to keep a value in.
#define VECTOR_PIN(value) (void)(value)

#define __m512  simde__m512
#define __m512d simde__m512d
#define __m512i simde__m512i

#ifndef EMULATED_PLANT
#define EMULATED_PLANT 0
#endif

// ---- what Debian's SIMDe lacks ------------------------------------------------------------------

static inline __m512d emulated_widen(__m256 value) {
    simde__m512d_private wide;
    wide.m256d[0] = _mm256_cvtps_pd(_mm256_castps256_ps128(value));
    wide.m256d[1] = _mm256_cvtps_pd(_mm256_extractf128_ps(value, 1));
    return simde__m512d_from_private(wide);
}

static inline __m256 emulated_narrow(__m512d value) {
    simde__m512d_private wide = simde__m512d_to_private(value);
    return _mm256_set_m128(_mm256_cvtpd_ps(wide.m256d[!EMULATED_PLANT]),
                           _mm256_cvtpd_ps(wide.m256d[0]));
}

/// Reads only what the mask names, as the instruction does.
static inline __m512 emulated_load(__mmask16 mask, const float *from) {
    simde__m512_private value;
    mask >>= EMULATED_PLANT;
    for (int half = 0; half < 2; half++) {
        __m256i bits = _mm256_set1_epi32(mask >> 8 * half);
        __m256i places = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        __m256i chosen = _mm256_cmpeq_epi32(_mm256_and_si256(bits, places), places);
        value.m256[half] = _mm256_maskload_ps(from + 8 * half, chosen);
    }
    return simde__m512_from_private(value);
}

// These are macros of one compiler or the other.
#undef _mm512_extractf64x4_pd
#undef _mm512_insertf64x4
#undef _mm512_setr_pd
#undef _mm512_setr_ps
#undef _mm512_shuffle_ps

#define _mm512_cvtps_pd        emulated_widen
#define _mm512_cvtpd_ps        emulated_narrow
#define _mm512_maskz_loadu_ps  emulated_load
#define _mm512_castps256_ps512 simde_mm512_castps256_ps512
#define _mm512_castps512_ps256 simde_mm512_castps512_ps256
#define _mm512_castps_pd       simde_mm512_castps_pd
#define _mm512_extractf64x4_pd simde_mm512_extractf64x4_pd
#define _mm512_fmadd_pd        simde_mm512_fmadd_pd
#define _mm512_fmadd_ps        simde_mm512_fmadd_ps
#define _mm512_insertf64x4     simde_mm512_insertf64x4
#define _mm512_max_pd          simde_mm512_max_pd
#define _mm512_max_ps          simde_mm512_max_ps
#define _mm512_min_pd          simde_mm512_min_pd
#define _mm512_min_ps          simde_mm512_min_ps
#define _mm512_movepi32_mask   simde_mm512_movepi32_mask
#define _mm512_permutexvar_pd  simde_mm512_permutexvar_pd
#define _mm512_permutexvar_ps  simde_mm512_permutexvar_ps
#define _mm512_setr_pd         simde_mm512_setr_pd
#define _mm512_setr_ps         simde_mm512_setr_ps
#define _mm512_shuffle_ps      simde_mm512_shuffle_ps
#define _mm512_test_epi64_mask simde_mm512_test_epi64_mask

#endif
