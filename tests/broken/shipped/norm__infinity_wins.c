// Imitates: the rule of hypot, which is infinite beside any infinity, even with a NaN.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/norm.h"

#include "optimized/sum.h"

float norm(size_t n, const float a[n]) {
    float square = sum_products(n, a, a);
    if (sum_is_safe(square))
        return vector_root_f32(square);
    for (size_t i = 0; i < n; i++)
        if (a[i] == __builtin_inff() || a[i] == -__builtin_inff())
            return __builtin_inff();
    return (float)vector_root_f64(sum_products_wide(n, a, a));
}
