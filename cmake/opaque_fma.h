/// Makes every fma that a source writes a call of a function that exists nowhere.
///
/// Kernels are compiled once more with `-include` of this file, only to be read by
/// ci/check-objects: an fma instruction that is still there was not written, the compiler made it
/// of a product and a sum. A source that writes an fma by another name than these is accused;
/// the name is then added here.
#ifndef LOCKSTEP_CMAKE_OPAQUE_FMA_H
#define LOCKSTEP_CMAKE_OPAQUE_FMA_H

#include <math.h>

float opaque_fmaf(float a, float b, float c);
double opaque_fma(double a, double b, double c);
long double opaque_fmal(long double a, long double b, long double c);

#undef fmaf
#undef fma
#undef fmal
#define fmaf           opaque_fmaf
#define fma            opaque_fma
#define fmal           opaque_fmal
#define __builtin_fmaf opaque_fmaf
#define __builtin_fma  opaque_fma
#define __builtin_fmal opaque_fmal

#if defined(__FMA__)
#include <immintrin.h>

__m128 opaque_ps(__m128 a, __m128 b, __m128 c);
__m128d opaque_pd(__m128d a, __m128d b, __m128d c);
__m256 opaque_ps_256(__m256 a, __m256 b, __m256 c);
__m256d opaque_pd_256(__m256d a, __m256d b, __m256d c);

#define _mm_fmadd_ss     opaque_ps
#define _mm_fmsub_ss     opaque_ps
#define _mm_fnmadd_ss    opaque_ps
#define _mm_fnmsub_ss    opaque_ps
#define _mm_fmadd_ps     opaque_ps
#define _mm_fmsub_ps     opaque_ps
#define _mm_fnmadd_ps    opaque_ps
#define _mm_fnmsub_ps    opaque_ps
#define _mm_fmadd_sd     opaque_pd
#define _mm_fmsub_sd     opaque_pd
#define _mm_fnmadd_sd    opaque_pd
#define _mm_fnmsub_sd    opaque_pd
#define _mm_fmadd_pd     opaque_pd
#define _mm_fmsub_pd     opaque_pd
#define _mm_fnmadd_pd    opaque_pd
#define _mm_fnmsub_pd    opaque_pd
#define _mm256_fmadd_ps  opaque_ps_256
#define _mm256_fmsub_ps  opaque_ps_256
#define _mm256_fnmadd_ps opaque_ps_256
#define _mm256_fnmsub_ps opaque_ps_256
#define _mm256_fmadd_pd  opaque_pd_256
#define _mm256_fmsub_pd  opaque_pd_256
#define _mm256_fnmadd_pd opaque_pd_256
#define _mm256_fnmsub_pd opaque_pd_256
#endif

#if defined(__AVX512F__)
__m512 opaque_ps_512(__m512 a, __m512 b, __m512 c);
__m512d opaque_pd_512(__m512d a, __m512d b, __m512d c);
__m512 opaque_mask_ps_512(__m512 a, __mmask16 mask, __m512 b, __m512 c);
__m512 opaque_mask3_ps_512(__m512 a, __m512 b, __m512 c, __mmask16 mask);
__m512 opaque_maskz_ps_512(__mmask16 mask, __m512 a, __m512 b, __m512 c);
__m512d opaque_mask_pd_512(__m512d a, __mmask8 mask, __m512d b, __m512d c);
__m512d opaque_mask3_pd_512(__m512d a, __m512d b, __m512d c, __mmask8 mask);
__m512d opaque_maskz_pd_512(__mmask8 mask, __m512d a, __m512d b, __m512d c);

#define _mm512_fmadd_ps       opaque_ps_512
#define _mm512_fmsub_ps       opaque_ps_512
#define _mm512_fnmadd_ps      opaque_ps_512
#define _mm512_fnmsub_ps      opaque_ps_512
#define _mm512_fmadd_pd       opaque_pd_512
#define _mm512_fmsub_pd       opaque_pd_512
#define _mm512_fnmadd_pd      opaque_pd_512
#define _mm512_fnmsub_pd      opaque_pd_512
#define _mm512_mask_fmadd_ps  opaque_mask_ps_512
#define _mm512_mask3_fmadd_ps opaque_mask3_ps_512
#define _mm512_maskz_fmadd_ps opaque_maskz_ps_512
#define _mm512_mask_fmadd_pd  opaque_mask_pd_512
#define _mm512_mask3_fmadd_pd opaque_mask3_pd_512
#define _mm512_maskz_fmadd_pd opaque_maskz_pd_512
#endif

#if defined(__aarch64__)
#include <arm_neon.h>

float32x2_t opaque_f32(float32x2_t c, float32x2_t a, float32x2_t b);
float32x4_t opaque_q_f32(float32x4_t c, float32x4_t a, float32x4_t b);
float64x2_t opaque_q_f64(float64x2_t c, float64x2_t a, float64x2_t b);
float32x4_t opaque_qn_f32(float32x4_t c, float32x4_t a, float32_t b);
float64x2_t opaque_qn_f64(float64x2_t c, float64x2_t a, float64_t b);
float32x4_t opaque_lane_f32(float32x4_t c, float32x4_t a, float32x2_t b, int lane);
float32x4_t opaque_laneq_f32(float32x4_t c, float32x4_t a, float32x4_t b, int lane);
float64x2_t opaque_laneq_f64(float64x2_t c, float64x2_t a, float64x2_t b, int lane);

#undef vfmaq_lane_f32
#undef vfmaq_laneq_f32
#undef vfmaq_laneq_f64
#define vfma_f32        opaque_f32
#define vfms_f32        opaque_f32
#define vfmaq_f32       opaque_q_f32
#define vfmsq_f32       opaque_q_f32
#define vfmaq_f64       opaque_q_f64
#define vfmsq_f64       opaque_q_f64
#define vfmaq_n_f32     opaque_qn_f32
#define vfmaq_n_f64     opaque_qn_f64
#define vfmaq_lane_f32  opaque_lane_f32
#define vfmaq_laneq_f32 opaque_laneq_f32
#define vfmaq_laneq_f64 opaque_laneq_f64
#endif

#endif
