// Imitates: a loop over pairs without a remainder: of an odd number the last is never written.
// expect: differs
// elements: 1
// cases: 5000
// says: never written

#include "tests/broken/reference/negate_pairs.h"

void negate_pairs(size_t n, const double values[n], double negated[n]) {
    for (size_t i = 0; i + 2 <= n; i += 2) {
        double first = -values[i], second = -values[i + 1];
        negated[i] = first;
        negated[i + 1] = second;
    }
}
