// Imitates: squares summed again in double, beside the product as it had underflowed in float.
// expect: differs
// elements: 2..4
// cases: 20000

#include "reference/cosine.h"

#include "optimized/similarity_finish.h"

float cosine(size_t n, const float a[n], const float b[n]) {
    float product = sum_products(n, a, b);
    double a_square = sum_products(n, a, a), b_square = sum_products(n, b, b);
    if (!sum_is_safe((float)a_square) || !sum_is_safe((float)b_square)) {
        a_square = sum_products_wide(n, a, a);
        b_square = sum_products_wide(n, b, b);
    }
    if (!(a_square < __builtin_inf()) || !(b_square < __builtin_inf()))
        return __builtin_nanf("");
    if (a_square == 0 || b_square == 0)
        return 0;
    return similarity_clamp((float)(product / vector_root_f64(a_square * b_square)));
}
