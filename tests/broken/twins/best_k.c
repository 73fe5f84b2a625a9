#include "tests/broken/reference/best_k.h"

#include <stdint.h>
#include <string.h>

/// A number that orders as the scores do: NaN 0, then upwards with −0 beside +0.
static uint32_t rank_key(float score) {
    uint32_t bits;
    score += 0.0f;
    memcpy(&bits, &score, sizeof bits);
    uint32_t key = bits >> 31 ? ~bits : bits | 0x80000000;
    return score == score ? key : 0;
}

void best_k(size_t n, size_t k, const float scores[n], uint32_t best[k]) {
    for (size_t i = 0; i < n; i++) {
        uint32_t own = rank_key(scores[i]);
        size_t rank = 0;
        for (size_t j = 0; j < i; j++)
            rank += rank_key(scores[j]) >= own;
        for (size_t j = i + 1; j < n; j++)
            rank += rank_key(scores[j]) > own;
        if (rank < k)
            best[rank] = (uint32_t)i;
    }
}
