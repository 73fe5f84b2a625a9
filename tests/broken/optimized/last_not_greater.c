// Imitates: a bisection that rounds its middle down while it moves its lower end to it: between
// neighbours it stands still.
// expect: hung
// elements: 2
// cases: 5000
// options: --timeout-ms 300

#include "tests/broken/reference/last_not_greater.h"

size_t last_not_greater(size_t n, const int32_t keys[n], int32_t wanted) {
    size_t low = 0, high = n - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (keys[middle] <= wanted)
            low = middle;
        else
            high = middle - (middle > 0);
    }
    return low;
}
