#include "norm.h"

#include "internal/lanes.h"

#include <math.h>

float norm(size_t n, const float a[n]) {
    float square = lanes_dot(n, a, a);
    if (is_safe_square(square))
        return sqrtf(square);
    return canonical((float)sqrt(lanes_dot_wide(n, a, a)));
}

double norm_magnitude(size_t n, const float a[n]);
double norm_oracle(size_t n, const float a[n]);

double norm_magnitude(size_t n, const float a[n]) {
    return norm_oracle(n, a);
}

double norm_oracle(size_t n, const float a[n]) {
    return sqrt(lanes_dot_exact(n, a, a));
}

double norm_flop(size_t n, const float a[n]);

double norm_flop(size_t n, const float a[n]) {
    (void)a;
    return lanes_dot_flop(n) + 1;
}
