/// A reciprocal root or a reciprocal: by an estimate where ROOT or RECIPROCAL says so, else right.
#include <math.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

float inverse_root(float x);
float inverse(float x);

float inverse_root(float x) {
#if defined(ROOT) && defined(__x86_64__)
    return _mm_cvtss_f32(_mm_rsqrt_ss(_mm_set_ss(x)));
#elif defined(ROOT) && defined(__aarch64__)
    return vrsqrtes_f32(x);
#else
    return 1 / sqrtf(x);
#endif
}

float inverse(float x) {
#if defined(RECIPROCAL) && defined(__x86_64__)
    return _mm_cvtss_f32(_mm_rcp_ss(_mm_set_ss(x)));
#elif defined(RECIPROCAL) && defined(__aarch64__)
    return vrecpes_f32(x);
#else
    return 1 / x;
#endif
}
