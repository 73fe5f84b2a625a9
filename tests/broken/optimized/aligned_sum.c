// Imitates: aligned loads up to the end of the last vector, which never fault, without the mask
// that would make them harmless: the result depends on the bytes behind the array.
// expect: unstable
// elements: 1
// cases: 5000

#include "tests/broken/reference/aligned_sum.h"

#include "tests/broken/optimized/quad.h"

uint32_t aligned_sum(size_t n, const uint32_t words[n]) {
    u32x4 sums = {0};
    for (size_t i = 0; i < n; i += 4)
        sums += u32x4_load(words + i);
    return sums[0] + sums[1] + sums[2] + sums[3];
}
