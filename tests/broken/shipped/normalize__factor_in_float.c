// Imitates: the reciprocal of a rounded root: the factor is rounded twice.
// expect: differs
// elements: 2..3
// cases: 20000

#include "reference/normalize.h"

#include "optimized/sum.h"

#include <stdbool.h>

void normalize(size_t n, const float a[n], float result[n]) {
    float square = sum_products(n, a, a);
    bool is_safe = sum_is_safe(square);
    double wide = is_safe ? square : sum_products_wide(n, a, a);
    double factor = is_safe ? 1 / vector_root_f32(square) : 1 / vector_root_f64(wide);
    for (size_t i = 0; i < n; i++) {
        float scaled = is_safe ? a[i] * (float)factor : (float)(a[i] * factor);
        result[i] = !(wide < (double)__builtin_inff()) ? __builtin_nanf("")
                    : wide == 0                        ? 0
                                                       : scaled;
    }
}
