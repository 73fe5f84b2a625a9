#include "tests/broken/reference/last_not_greater.h"

size_t last_not_greater(size_t n, const int32_t keys[n], int32_t wanted) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        if (keys[i] <= wanted)
            found = i;
    return found;
}
