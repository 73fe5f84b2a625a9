#include "tests/broken/reference/minimum_pair.h"

#include "tests/broken/optimized/quad.h"

void minimum_pair(size_t n, const float a[n], const float b[n], float smaller[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        f32x4 first = f32x4_load(a + i), second = f32x4_load(b + i);
        f32x4_store(smaller + i, f32x4_select(first < second, first, second));
    }
    for (; i < n; i++)
        smaller[i] = a[i] < b[i] ? a[i] : b[i];
}
