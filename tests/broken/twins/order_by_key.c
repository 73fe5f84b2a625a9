#include "tests/broken/reference/order_by_key.h"

void order_by_key(size_t n, const uint32_t keys[n], uint32_t order[n]) {
    for (size_t i = 0; i < n; i++) {
        size_t rank = 0;
        for (size_t j = 0; j < i; j++)
            rank += keys[j] <= keys[i];
        for (size_t j = i + 1; j < n; j++)
            rank += keys[j] < keys[i];
        order[rank] = (uint32_t)i;
    }
}
