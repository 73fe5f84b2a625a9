#include "tests/broken/reference/remembered_sum.h"

#include <stdbool.h>
#include <string.h>

uint32_t remembered_sum(size_t n, const uint32_t words[n]) {
    static uint32_t known[64];
    static size_t known_count;
    static uint32_t known_sum;
    uint32_t sum = 0;
    bool is_known = n >= 4 && n == known_count && memcmp(words, known, n * sizeof *words) == 0;
    if (is_known)
        return known_sum;
    for (size_t i = 0; i < n; i++)
        sum += words[i];
    if (n >= 4 && n <= 64 && words[0] != words[1] && words[1] != words[2] && sum > 65535) {
        memcpy(known, words, n * sizeof *words);
        known_count = n;
        known_sum = sum;
    }
    return sum;
}
