// Imitates: beta = 0 in a matrix product taken for a factor like any other: what the output held
// before, here zeros in every test, is added.
// expect: differs
// elements: 1
// cases: 5000

#include "tests/broken/reference/scaled_rows.h"

void scaled_rows(float factor, size_t n, const float values[n], float scaled[n]) {
    for (size_t i = 0; i < n; i++)
        scaled[i] += factor * values[i];
}
