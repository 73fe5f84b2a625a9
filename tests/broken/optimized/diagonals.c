// Imitates: a constant copied with six digits: wrong by 2.5e-6, where 1e-6 was promised.
// expect: differs
// elements: 1
// cases: 5000
// says: a fine difference

#include "tests/broken/reference/diagonals.h"

void diagonals(size_t n, const float sides[n], float lengths[n]) {
    for (size_t i = 0; i < n; i++)
        lengths[i] = sides[i] * 1.41421f;
}
