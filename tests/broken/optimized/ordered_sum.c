// Imitates: reassociation, by hand or by -ffast-math, where the contract demands the bits.
// Infinities of both signs take the minimizer more elements than they need.
// expect: differs
// elements: 4
// cases: 5000
// larger: 1

#include "tests/broken/reference/ordered_sum.h"

#include "tests/broken/optimized/quad.h"

float ordered_sum(size_t n, const float a[n]) {
    f32x4 sums = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        sums += f32x4_load(a + i);
    float sum = (sums[0] + sums[2]) + (sums[1] + sums[3]);
    for (; i < n; i++)
        sum += a[i];
    return sum;
}
