// Imitates: a bound of the safe range copied with two digits exchanged: four exponents of 256 go
// astray.
// expect: differs
// elements: 2
// cases: 200000

#include "reference/norm.h"

#include "optimized/sum.h"

float norm(size_t n, const float a[n]) {
    float square = sum_products(n, a, a);
    if (square >= 0x1p-102f && square <= 0x1p+96f)
        return vector_root_f32(square);
    return (float)vector_root_f64(sum_products_wide(n, a, a));
}
