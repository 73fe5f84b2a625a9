#include "tests/broken/reference/window_weights.h"

#include <math.h>

void window_weights(enum window window, size_t n, const float places[n], float weights[n]) {
    for (size_t i = 0; i < n; i++) {
        float side = 2 * places[i] - 1;
        weights[i] = window == RECTANGLE  ? 1
                     : window == TRIANGLE ? 1 - fabsf(side)
                                          : 1 - side * side;
    }
}
