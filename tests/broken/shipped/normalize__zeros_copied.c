// Imitates: a vector of zeros returned as it came, negative zeros and all.
// expect: differs
// elements: 1
// cases: 20000

#include "reference/normalize.h"

#include "optimized/sum.h"

#include <stdbool.h>

void normalize(size_t n, const float a[n], float result[n]) {
    float square = sum_products(n, a, a);
    bool is_safe = sum_is_safe(square);
    double wide = is_safe ? square : sum_products_wide(n, a, a);
    double factor = 1 / vector_root_f64(wide);
    factor = is_safe ? (float)factor : factor;
    for (size_t i = 0; i < n; i++) {
        float scaled = is_safe ? a[i] * (float)factor : (float)(a[i] * factor);
        result[i] = !(wide < (double)__builtin_inff()) ? __builtin_nanf("")
                    : wide == 0                        ? a[i]
                                                       : scaled;
    }
}
