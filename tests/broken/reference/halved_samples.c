#include "tests/broken/reference/halved_samples.h"

void halved_samples(size_t n, const uint16_t samples[n], uint16_t halves[n]) {
    for (size_t i = 0; i < n; i++)
        halves[i] = samples[i] / 2;
}
