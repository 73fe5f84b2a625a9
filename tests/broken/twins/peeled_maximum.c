#include "tests/broken/reference/peeled_maximum.h"

uint32_t peeled_maximum(size_t n, const uint32_t words[n]) {
    uint32_t largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = words[i] > largest ? words[i] : largest;
    return largest;
}
