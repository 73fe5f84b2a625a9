#include "tests/broken/reference/last_not_greater.h"

size_t last_not_greater(size_t n, const int32_t keys[n], int32_t wanted) {
    size_t low = 0, high = n - 1;
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (keys[middle] <= wanted)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}
