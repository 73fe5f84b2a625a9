// Imitates: contraction (-ffp-contract=fast is what GCC does by itself where the machine has FMA).
// expect: differs
// elements: 2
// cases: 5000

#include "tests/broken/reference/scale_and_add.h"

#include <math.h>

void scale_and_add(size_t n, float factor, const float x[n], float y[n]) {
    for (size_t i = 0; i < n; i++)
        y[i] = fmaf(factor, x[i], y[i]);
}
