// Imitates: a guard against division by zero that takes every short vector for a vector of zeros.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/cosine.h"

#include "optimized/similarity_finish.h"

float cosine(size_t n, const float a[n], const float b[n]) {
    float product = sum_products(n, a, b);
    float a_square = sum_products(n, a, a), b_square = sum_products(n, b, b);
    if (a_square < 1e-24f || b_square < 1e-24f)
        return a_square != a_square || b_square != b_square ? __builtin_nanf("") : 0;
    return similarity_finish(n, a, b, product, a_square, b_square);
}
