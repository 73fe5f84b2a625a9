// Imitates: the end of a table: at x = 1 the right neighbour lies behind the last point, and its
// weight of 0 is thought to excuse that.
// expect: trespassed
// elements: 18
// cases: 20000
// says: access behind the array table

#include "tests/broken/reference/interpolate.h"

void interpolate(size_t n, const float x[n], const float table[17], float y[n]) {
    for (size_t i = 0; i < n; i++) {
        size_t left = (size_t)(x[i] * 16);
        float part = x[i] * 16 - (float)left;
        y[i] = table[left] + (table[left + 1] - table[left]) * part;
    }
}
