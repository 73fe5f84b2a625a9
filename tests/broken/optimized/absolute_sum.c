// Imitates: the input as scratch memory: signs are cleared in place, const cast away.
// expect: trespassed
// elements: 1
// cases: 5000
// says: wrote the const array values

#include "tests/broken/reference/absolute_sum.h"

#include <stdint.h>

float absolute_sum(size_t n, const float values[n]) {
    float sum = 0, *scratch = (float *)(uintptr_t)values;
    for (size_t i = 0; i < n; i++)
        scratch[i] = __builtin_fabsf(values[i]);
    for (size_t i = 0; i < n; i++)
        sum += scratch[i];
    return sum;
}
