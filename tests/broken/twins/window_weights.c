#include "tests/broken/reference/window_weights.h"

#include <math.h>

void window_weights(enum window window, size_t n, const float places[n], float weights[n]) {
    for (size_t i = 0; window == RECTANGLE && i < n; i++)
        weights[i] = 1;
    for (size_t i = 0; window == TRIANGLE && i < n; i++)
        weights[i] = 1 - fabsf(2 * places[i] - 1);
    for (size_t i = 0; window == PARABOLA && i < n; i++)
        weights[i] = 1 - (2 * places[i] - 1) * (2 * places[i] - 1);
}
