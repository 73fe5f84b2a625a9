#include "tests/broken/reference/flushed_products.h"

#include "tests/broken/optimized/quad.h"

void flushed_products(size_t n, const float a[n], const float b[n], float products[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        f32x4_store(products + i, f32x4_load(a + i) * f32x4_load(b + i));
    for (; i < n; i++)
        products[i] = a[i] * b[i];
}
