#include "tests/broken/reference/diagonals_by_four.h"

void diagonals_by_four(size_t n, const float sides[n], float lengths[n]) {
    for (size_t i = 0; i < n; i++)
        lengths[i] = (float)(sides[i] * 1.4142135623730951);
}
