#include "tests/broken/reference/flushed_products.h"

void flushed_products(size_t n, const float a[n], const float b[n], float products[n]) {
    for (size_t i = 0; i < n; i++)
        products[i] = a[i] * b[i];
}
