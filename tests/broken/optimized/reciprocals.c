// Imitates: library code that ends the program on bad input, and with success at that.
// expect: crashed
// elements: 1
// cases: 20000
// says: called exit(0)

#include "tests/broken/reference/reciprocals.h"

#include <stdlib.h>

void reciprocals(size_t n, const double values[n], double results[n]) {
    for (size_t i = 0; i < n; i++) {
        if (values[i] == 0)
            exit(EXIT_SUCCESS);
        results[i] = 1 / values[i];
    }
}
