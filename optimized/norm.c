#include "../reference/norm.h"

#include "sum.h"

float norm(size_t n, const float a[n]) {
    float square = sum_products(n, a, a);
    if (sum_is_safe(square))
        return vector_root_f32(square);
    return sum_canonical((float)vector_root_f64(sum_products_wide(n, a, a)));
}
