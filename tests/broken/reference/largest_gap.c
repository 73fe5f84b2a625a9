#include "tests/broken/reference/largest_gap.h"

uint32_t largest_gap(size_t n, const uint16_t places[n]) {
    uint32_t largest = 0;
    for (size_t i = 1; i < n; i++) {
        uint32_t gap = places[i] > places[i - 1] ? (uint32_t)places[i] - places[i - 1]
                                                 : (uint32_t)places[i - 1] - places[i];
        largest = gap > largest ? gap : largest;
    }
    return largest;
}
