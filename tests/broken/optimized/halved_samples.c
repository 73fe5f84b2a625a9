// Imitates: vectors that round up and single elements that round down, where the address decides
// which elements are single. Each is within the tolerance, but not of the other.
// expect: unstable
// elements: 1..8
// cases: 20000

#include "tests/broken/reference/halved_samples.h"

#include <stdbool.h>

void halved_samples(size_t n, const uint16_t samples[n], uint16_t halves[n]) {
    for (size_t i = 0; i < n; i++) {
        bool is_aligned = ((uintptr_t)(samples + i) & 15) == 0;
        halves[i] = (uint16_t)(is_aligned ? samples[i] / 2 + 1 : samples[i] / 2 - 1);
    }
}
