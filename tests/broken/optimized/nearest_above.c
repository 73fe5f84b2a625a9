// Imitates: rounding by adding 1.5 * 2^23 and taking it off again. Entered with rounding downwards,
// a quarter too little is one.
// expect: differs
// elements: 1
// cases: 20000
// options: --entry-state default,down
// says: (entry state down)

#include "tests/broken/reference/nearest_above.h"

/// To the nearest integer, as long as the processor rounds to the nearest.
static int32_t round_by_adding(float value) {
    volatile float large = value + 0x1.8p23f;
    return (int32_t)(large - 0x1.8p23f);
}

void nearest_above(size_t n, const uint32_t steps[n], int32_t nearest[n]) {
    for (size_t i = 0; i < n; i++)
        nearest[i] = round_by_adding(-(float)steps[i] - 0.25f);
}
