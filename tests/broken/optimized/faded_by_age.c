// Imitates: a memo whose key lacks one of the arguments: the divisor of the last call is kept for
// all calls with the same age, whatever their rate.
// expect: unstable
// elements: any
// cases: 5000

#include "tests/broken/reference/faded_by_age.h"

void faded_by_age(size_t n, float rate, uint32_t age, const float strengths[n], float faded[n]) {
    static float divisor;
    static uint32_t known_age = UINT32_MAX;
    if (age != known_age)
        divisor = 1 + rate * (float)age;
    known_age = age;
    for (size_t i = 0; i < n; i++)
        faded[i] = strengths[i] / divisor;
}
