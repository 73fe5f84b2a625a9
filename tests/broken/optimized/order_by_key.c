// Imitates: an unstable sort (selection by exchange) where ties must keep their order.
// expect: differs
// elements: 3
// cases: 5000

#include "tests/broken/reference/order_by_key.h"

void order_by_key(size_t n, const uint32_t keys[n], uint32_t order[n]) {
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (size_t i = 0; i < n; i++) {
        size_t smallest = i;
        for (size_t j = i + 1; j < n; j++)
            if (keys[order[j]] < keys[order[smallest]])
                smallest = j;
        uint32_t exchanged = order[i];
        order[i] = order[smallest];
        order[smallest] = exchanged;
    }
}
