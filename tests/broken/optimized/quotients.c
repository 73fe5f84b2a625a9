// Imitates: INT_MIN / -1, forgotten beside the zero divisor; the same trap brought down emulators.
// expect: crashed
// elements: 2
// cases: 100000
// says: SIGFPE
// machine: x86_64

#include "tests/broken/reference/quotients.h"

void quotients(size_t n, const int32_t a[n], const int32_t b[n], int32_t results[n]) {
    for (size_t i = 0; i < n; i++)
        results[i] = b[i] != 0 ? a[i] / b[i] : 0;
}
