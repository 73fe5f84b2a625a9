#include "tests/broken/reference/first_not_less.h"

size_t first_not_less(size_t n, const uint32_t keys[n], uint32_t wanted) {
    size_t i = 0;
    while (i < n && keys[i] < wanted)
        i++;
    return i;
}
