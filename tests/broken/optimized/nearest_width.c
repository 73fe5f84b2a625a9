// Imitates: lrint taken for rounding to the nearest; it rounds as the processor is set. Entered
// with rounding towards zero, both ends come one nearer.
// expect: differs
// elements: 1
// cases: 20000
// options: --entry-state default,zero
// says: (entry state zero)

#include "tests/broken/reference/nearest_width.h"

#include <math.h>

void nearest_width(size_t n, const uint32_t steps[n], int32_t widths[n]) {
    for (size_t i = 0; i < n; i++) {
        float end = (float)steps[i] + 0.75f;
        widths[i] = (int32_t)(lrintf(end) - lrintf(-end));
    }
}
