#include "tests/broken/reference/overlapped_tail.h"

uint32_t overlapped_tail(size_t n, const uint32_t words[n]) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += words[i];
    return sum;
}
