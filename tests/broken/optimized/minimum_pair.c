// Imitates: MINPS with exchanged operands: another NaN rule, another zero.
// expect: differs
// elements: 2
// cases: 20000

#include "tests/broken/reference/minimum_pair.h"

void minimum_pair(size_t n, const float a[n], const float b[n], float smaller[n]) {
    for (size_t i = 0; i < n; i++)
        smaller[i] = b[i] < a[i] ? b[i] : a[i];
}
