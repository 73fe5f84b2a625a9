#include "tests/broken/reference/order_by_key.h"

void order_by_key(size_t n, const uint32_t keys[n], uint32_t order[n]) {
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && keys[order[at - 1]] > keys[i]; at--)
            order[at] = order[at - 1];
        order[at] = (uint32_t)i;
    }
}
