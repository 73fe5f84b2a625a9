// Imitates: scores compared as integers, for which +0 is greater than -0.
// expect: differs
// elements: 2
// cases: 50000

#include "reference/top_k.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

// Whether a newcomer of a higher index comes before a score that is among the best.
static bool is_before(float score, float other) {
    int32_t order, other_order;
    memcpy(&order, &score, sizeof order);
    memcpy(&other_order, &other, sizeof other_order);
    order ^= order < 0 ? INT32_MAX : 0;
    other_order ^= other_order < 0 ? INT32_MAX : 0;
    return isnan(other) ? !isnan(score) : !isnan(score) && order > other_order;
}

void top_k(size_t n, size_t k, const float scores[n], uint32_t indices[k], float best[k]) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t place = count;
        while (place > 0 && is_before(scores[i], best[place - 1]))
            place--;
        if (place == k)
            continue;
        count += count < k;
        for (size_t r = count - 1; r > place; r--) {
            indices[r] = indices[r - 1];
            best[r] = best[r - 1];
        }
        indices[place] = (uint32_t)i;
        best[place] = scores[i];
    }
}
