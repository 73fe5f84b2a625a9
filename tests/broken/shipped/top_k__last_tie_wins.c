// Imitates: a threshold with >=: of equal scores the last one found comes first.
// expect: differs
// elements: 2
// cases: 20000

#include "reference/top_k.h"

#include <math.h>
#include <stdbool.h>

// Whether a newcomer of a higher index comes before a score that is among the best.
static bool is_before(float score, float other) {
    return isnan(other) ? !isnan(score) : score >= other;
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
