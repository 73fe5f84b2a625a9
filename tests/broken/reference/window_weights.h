#include <stddef.h>

enum window { RECTANGLE, TRIANGLE, PARABOLA };

/// Weights of a window at places in 0..1.
/// @domain  places: 0..1
/// @param[out] weights
/// @compare bits
void window_weights(enum window window, size_t n, const float places[n], float weights[n]);
