// Imitates: a score in float throughout: two roots, a product and a quotient, each rounded.
// expect: differs
// elements: 4
// cases: 20000

#include "reference/cosine.h"

#include "optimized/similarity_finish.h"

float cosine(size_t n, const float a[n], const float b[n]) {
    float product = sum_products(n, a, b);
    float a_square = sum_products(n, a, a), b_square = sum_products(n, b, b);
    if (!sum_is_safe(a_square) || !sum_is_safe(b_square))
        return similarity_wide(n, a, b);
    return similarity_clamp(product / (vector_root_f32(a_square) * vector_root_f32(b_square)));
}
