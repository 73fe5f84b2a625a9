#include "../reference/normalize.h"

#include "sum.h"

VECTOR_RARE void normalize_wide(size_t n, const float *a, float *result) {
    double square = sum_products_wide(n, a, a);
    double factor = 1.0 / vector_root_f64(square);
    _Bool is_finite = square < (double)__builtin_inff();
    for (size_t i = 0; i < n; i++) {
        float scaled = (float)(a[i] * factor);
        result[i] = !is_finite ? __builtin_nanf("") : square == 0 ? 0 : scaled;
    }
}

void normalize(size_t n, const float a[n], float result[n]) {
    float square = sum_products(n, a, a);
    if (!sum_is_safe(square)) {
        normalize_wide(n, a, result);
        return;
    }
    float factor = (float)(1.0 / vector_root_f64(square));
    for (size_t i = 0; i < n; i++)
        result[i] = a[i] * factor;
}
