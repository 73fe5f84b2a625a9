// Imitates: a search for the best that begins below every score, or so it seems: minus infinity
// is not above its start.
// expect: differs
// elements: 2
// cases: 100000

#include "reference/top_k.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

// Selects k times the first of the greatest, then the NaNs.
void top_k(size_t n, size_t k, const float scores[n], uint32_t indices[k], float best[k]) {
    bool *is_taken = calloc(n + 1, sizeof *is_taken);
    if (is_taken == NULL)
        abort();
    for (size_t r = 0; r < k; r++) {
        float greatest = -INFINITY;
        size_t index = n;
        for (size_t i = 0; i < n; i++) {
            if (!is_taken[i] && scores[i] > greatest) {
                greatest = scores[i];
                index = i;
            }
        }
        for (size_t i = 0; i < n && index == n; i++)
            index = !is_taken[i] && isnan(scores[i]) ? i : n;
        for (size_t i = 0; i < n && index == n; i++)
            index = !is_taken[i] ? i : n;
        is_taken[index] = true;
        indices[r] = (uint32_t)index;
        best[r] = scores[index];
    }
    free(is_taken);
}
