#include "tests/broken/reference/best_k.h"

#include <stdbool.h>

static bool is_better(float a, float b) {
    return a > b || (a == a && b != b);
}

void best_k(size_t n, size_t k, const float scores[n], uint32_t best[k]) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = count;
        while (at > 0 && is_better(scores[i], scores[best[at - 1]]))
            at--;
        if (at == k)
            continue;
        count += count < k;
        for (size_t j = count - 1; j > at; j--)
            best[j] = best[j - 1];
        best[at] = (uint32_t)i;
    }
}
