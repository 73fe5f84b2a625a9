#include "dot.h"

#include "internal/lanes.h"

#include <math.h>

float dot(size_t n, const float a[n], const float b[n]) {
    return canonical(lanes_dot(n, a, b));
}

double dot_magnitude(size_t n, const float a[n], const float b[n]);
double dot_oracle(size_t n, const float a[n], const float b[n]);

double dot_magnitude(size_t n, const float a[n], const float b[n]) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs((double)a[i] * (double)b[i]);
    return sum;
}

double dot_oracle(size_t n, const float a[n], const float b[n]) {
    return lanes_dot_exact(n, a, b);
}

double dot_flop(size_t n, const float a[n], const float b[n]);

double dot_flop(size_t n, const float a[n], const float b[n]) {
    (void)a, (void)b;
    return lanes_dot_flop(n);
}
