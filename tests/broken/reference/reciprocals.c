#include "tests/broken/reference/reciprocals.h"

void reciprocals(size_t n, const double values[n], double results[n]) {
    for (size_t i = 0; i < n; i++)
        results[i] = 1 / values[i];
}
