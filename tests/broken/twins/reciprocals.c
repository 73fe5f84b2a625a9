#include "tests/broken/reference/reciprocals.h"

#include <string.h>

typedef double f64x2 __attribute__((vector_size(16)));

void reciprocals(size_t n, const double values[n], double results[n]) {
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        f64x2 pair;
        memcpy(&pair, values + i, sizeof pair);
        pair = 1 / pair;
        memcpy(results + i, &pair, sizeof pair);
    }
    if (i < n)
        results[i] = 1 / values[i];
}
