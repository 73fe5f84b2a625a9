#include "tests/broken/reference/diagonals_by_four.h"

#include "tests/broken/optimized/quad.h"

void diagonals_by_four(size_t n, const float sides[n], float lengths[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        f32x4_store(lengths + i, f32x4_load(sides + i) * 1.41421356f);
    for (; i < n; i++)
        lengths[i] = sides[i] * 1.41421356f;
}
