#include "tests/broken/reference/quotients.h"

void quotients(size_t n, const int32_t a[n], const int32_t b[n], int32_t results[n]) {
    for (size_t i = 0; i < n; i++) {
        if (b[i] == 0)
            results[i] = 0;
        else if (a[i] == INT32_MIN && b[i] == -1)
            results[i] = INT32_MAX;
        else
            results[i] = a[i] / b[i];
    }
}
