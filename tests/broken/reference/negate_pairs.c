#include "tests/broken/reference/negate_pairs.h"

void negate_pairs(size_t n, const double values[n], double negated[n]) {
    for (size_t i = 0; i < n; i++)
        negated[i] = -values[i];
}
