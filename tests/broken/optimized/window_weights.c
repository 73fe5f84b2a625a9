// Imitates: a dispatch table without an entry for the value that was added last: a call of NULL.
// expect: crashed
// elements: 0
// cases: 5000
// says: SIGSEGV

#include "tests/broken/reference/window_weights.h"

#include <math.h>

static void rectangle(size_t n, const float *places, float *weights) {
    (void)places;
    for (size_t i = 0; i < n; i++)
        weights[i] = 1;
}

static void triangle(size_t n, const float *places, float *weights) {
    for (size_t i = 0; i < n; i++)
        weights[i] = 1 - fabsf(2 * places[i] - 1);
}

typedef void window_function(size_t n, const float *places, float *weights);

void window_weights(enum window window, size_t n, const float places[n], float weights[n]) {
    static window_function *const functions[PARABOLA + 1] = {
        [RECTANGLE] = rectangle,
        [TRIANGLE] = triangle,
    };
    functions[window](n, places, weights);
}
