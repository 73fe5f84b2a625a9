// Imitates: a filter that loads its left neighbours as one vector, the first of them from before
// the array.
// expect: trespassed
// elements: 4
// cases: 5000
// says: access before the array values

#include "tests/broken/reference/differences.h"

#include "tests/broken/optimized/quad.h"

void differences(size_t n, const uint32_t values[n], uint32_t steps[n]) {
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        u32x4 before = u32x4_load(values + i - 1);
        before &= (u32x4){i > 0 ? UINT32_MAX : 0, UINT32_MAX, UINT32_MAX, UINT32_MAX};
        u32x4_store(steps + i, u32x4_load(values + i) - before);
    }
    for (; i < n; i++)
        steps[i] = values[i] - (i > 0 ? values[i - 1] : 0);
}
