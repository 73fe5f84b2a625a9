#include "tests/broken/reference/quotients.h"

void quotients(size_t n, const int32_t a[n], const int32_t b[n], int32_t results[n]) {
    for (size_t i = 0; i < n; i++) {
        int64_t quotient = (int64_t)a[i] / (b[i] + (int64_t)(b[i] == 0));
        quotient = quotient > INT32_MAX ? INT32_MAX : quotient;
        results[i] = b[i] == 0 ? 0 : (int32_t)quotient;
    }
}
