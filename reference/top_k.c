#include "top_k.h"

#include "internal/default_state.h"
#include "internal/lanes.h"

#include <math.h>
#include <stdbool.h>

static bool is_better(float score, float other) {
    return isnan(other) ? !isnan(score) : score > other;
}

SEPARATE void top_all(size_t n, size_t k, const float *scores, uint32_t *indices, float *best) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t place = count;
        while (place > 0 && is_better(scores[i], best[place - 1]))
            place--;
        if (place == k)
            continue;
        if (count < k)
            count++;
        for (size_t r = count - 1; r > place; r--) {
            indices[r] = indices[r - 1];
            best[r] = best[r - 1];
        }
        indices[place] = (uint32_t)i;
        best[place] = canonical(scores[i]);
    }
}

void top_k(size_t n, size_t k, const float scores[n], uint32_t indices[k], float best[k]) {
    uint64_t caller = default_state_enter();
    top_all(n, k, scores, indices, best);
    default_state_leave(caller);
}
