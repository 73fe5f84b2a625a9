#include "tests/broken/reference/guarded_quotients.h"

void guarded_quotients(size_t n, const uint32_t a[n], const uint32_t b[n], uint32_t quotients[n]) {
    for (size_t i = 0; i < n; i++)
        quotients[i] = (uint32_t)((double)a[i] / (double)b[i]);
}
