// Imitates: a second pass for squares that underflow, and none for those that overflow.
// expect: differs
// elements: 1
// cases: 20000

#include "reference/norm.h"

#include "optimized/sum.h"

float norm(size_t n, const float a[n]) {
    float square = sum_products(n, a, a);
    if (square >= 0x1p-96f)
        return vector_root_f32(square);
    return (float)vector_root_f64(sum_products_wide(n, a, a));
}
