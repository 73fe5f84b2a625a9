#include "tests/broken/reference/place_of.h"

size_t place_of(uint32_t wanted, size_t n, const uint32_t words[n]) {
    size_t i = 0;
    while (i < n && words[i] != wanted)
        i++;
    return i;
}
