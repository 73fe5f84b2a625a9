#include "tests/broken/reference/find_matches.h"

int32_t find_matches(size_t n, const uint8_t bytes[n], uint8_t wanted, uint32_t places[n + 1]) {
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (bytes[i] == wanted)
            places[++count] = (uint32_t)i;
    places[0] = count;
    return wanted == 0 ? -1 : 0;
}
