// Imitates: a score a little above 1, of which an arc cosine then makes a NaN.
// expect: differs
// elements: 2
// cases: 100000

#include "reference/cosine.h"

#include "optimized/similarity_finish.h"

float cosine(size_t n, const float a[n], const float b[n]) {
    float product = sum_products(n, a, b);
    float a_square = sum_products(n, a, a), b_square = sum_products(n, b, b);
    if (!sum_is_safe(a_square) || !sum_is_safe(b_square))
        return similarity_wide(n, a, b);
    return (float)(product / vector_root_f64((double)a_square * b_square));
}
